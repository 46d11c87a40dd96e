import { dayKey } from './clock'
import type { Slot } from './types'

export interface Day {
  day: string // "2026-11-24"
  first: string // a time of that day, to say it
  slots: Slot[]
}

// days puts the slots in order and groups them by the country's days.
export function days(slots: readonly Slot[]): Day[] {
  const found = new Map<string, Slot[]>()
  for (const s of [...slots].sort((a, b) => a.begin.localeCompare(b.begin))) {
    const key = dayKey(s.begin)
    found.set(key, [...(found.get(key) ?? []), s])
  }
  return [...found].map(([day, of]) => ({ day, first: of[0]?.begin ?? '', slots: of }))
}
