import type { Counted } from './types'

const rank = (c: Counted): number => (c.result === undefined ? 2 : c.result.state === 'over' ? 1 : 0)

/** Most pressing first: what runs by its days left, then what is over, then what could not be counted. */
export const byUrgency = (a: Counted, b: Counted): number => rank(a) - rank(b) || (a.result?.left ?? 0) - (b.result?.left ?? 0)

/** How pressing a day is; each tone has its colour and always its words too. */
export type Tone = 'open' | 'calm' | 'soon' | 'today' | 'over'

const soonFrom = 30 // days left at which a day turns amber

export function toneOf(counted: Counted): Tone {
  const r = counted.result
  if (r === undefined) return 'open'
  if (r.state === 'over') return 'over'
  if (r.state === 'last-day') return 'today'
  return r.left <= soonFrom ? 'soon' : 'calm'
}

/** What is said of the days left: a word of plan.* and its number. */
export function leftOf(counted: Counted): { key: 'left' | 'leftOne' | 'today' | 'over' | 'overOne' | 'hours' | 'hoursOver'; n: number } | null {
  const r = counted.result
  if (r === undefined) return null
  if (counted.period.unit === 'hour') return { key: r.state === 'over' ? 'hoursOver' : 'hours', n: 0 }
  if (r.state === 'last-day') return { key: 'today', n: 0 }
  const n = Math.abs(r.left)
  if (r.state === 'over') return { key: n === 1 ? 'overOne' : 'over', n }
  return { key: n === 1 ? 'leftOne' : 'left', n }
}
