import type { LocationQuery } from 'vue-router'
import type { KioskRow, KioskState } from '@/api/types'
import { states } from './devices'

export const sortable = ['visits', 'prints', 'cards', 'since'] as const
export type Sort = (typeof sortable)[number] | ''

/** What the kiosk list shows; the page's address holds it. */
export interface Filters {
  q: string
  region: string
  centre: string
  state: KioskState | ''
  sort: Sort
}

export const noFilters: Readonly<Filters> = { q: '', region: '', centre: '', state: '', sort: '' }

const one = (v: LocationQuery[string] | undefined): string => (typeof v === 'string' ? v : '')

/** Reads filters from an address; a word that means nothing is left out. */
export function filtersOf(query: LocationQuery): Filters {
  const state = one(query.state)
  const sort = one(query.sort)
  return {
    q: one(query.q),
    region: one(query.region),
    centre: one(query.centre),
    state: (states as readonly string[]).includes(state) ? (state as KioskState) : '',
    sort: (sortable as readonly string[]).includes(sort) ? (sort as Sort) : '',
  }
}

/** The reverse of filtersOf: only what is set. */
export function queryOf(f: Filters): Record<string, string> {
  return Object.fromEntries(Object.entries(f).filter(([, v]) => v !== ''))
}

export const isFiltered = (f: Filters): boolean => f.q !== '' || f.region !== '' || f.centre !== '' || f.state !== ''

/** Puts rows in order: the most used first, or the newest change first. */
export function sorted(rows: readonly KioskRow[], sort: Sort): KioskRow[] {
  const by: Record<Exclude<Sort, ''>, (k: KioskRow) => number> = {
    visits: (k) => k.visits_today,
    prints: (k) => k.prints_today,
    cards: (k) => k.cards_today,
    since: (k) => Date.parse(k.since ?? '') || 0,
  }
  if (sort === '') return [...rows]
  return [...rows].sort((a, b) => by[sort](b) - by[sort](a) || a.id.localeCompare(b.id))
}
