import { filtersOf, noFilters, queryOf, type Filters } from './filters'

/** A named set of filters that a reader keeps in their browser. */
export interface View {
  name: string
  query: Record<string, string>
}

const kept = 'lk.console.views'
const most = 20

/** The views that everybody has; each name is a key of the texts. */
export const builtIn: readonly { key: string; filters: Filters }[] = [
  { key: 'views.all', filters: noFilters },
  { key: 'views.trouble', filters: { ...noFilters, state: 'impaired' } },
  { key: 'views.offline', filters: { ...noFilters, state: 'offline' } },
  { key: 'views.neverSeen', filters: { ...noFilters, state: 'never-seen' } },
  { key: 'views.busy', filters: { ...noFilters, sort: 'visits' } },
]

export function loadViews(store: Storage): View[] {
  try {
    const found: unknown = JSON.parse(store.getItem(kept) ?? '[]')
    if (!Array.isArray(found)) return []
    return found.flatMap((v: unknown) => {
      const { name, query } = (v ?? {}) as Partial<View>
      if (typeof name !== 'string' || typeof query !== 'object' || query === null) return []
      return [{ name, query: queryOf(filtersOf(query)) }] // an old or broken view loses only what is wrong in it
    })
  } catch {
    return []
  }
}

/** Adds a view or replaces the one of the same name. */
export function saveView(store: Storage, name: string, filters: Filters): View[] {
  const views = [...loadViews(store).filter((v) => v.name !== name), { name, query: queryOf(filters) }].slice(-most)
  store.setItem(kept, JSON.stringify(views))
  return views
}

export function removeView(store: Storage, name: string): View[] {
  const views = loadViews(store).filter((v) => v.name !== name)
  store.setItem(kept, JSON.stringify(views))
  return views
}

export const sameView = (a: Record<string, string>, b: Record<string, string>): boolean =>
  JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort())
