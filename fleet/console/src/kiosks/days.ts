import type { Day } from '@/api/types'
import { day } from '@/format/time'

const dayMs = 86_400_000

/** The last days up to today, oldest first; a day without use is there with zeros. */
export function lastDays(days: readonly Day[], now: number, n: number): Day[] {
  const known = new Map(days.map((d) => [d.day, d]))
  return Array.from({ length: n }, (_, i) => {
    const name = day(now - (n - 1 - i) * dayMs)
    return known.get(name) ?? { day: name, visits: 0, guides: 0, prints: 0, cards: 0 }
  })
}
