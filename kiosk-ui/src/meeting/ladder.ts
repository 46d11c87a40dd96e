import { moment } from './clock'
import type { Offers, Queue } from './types'

export interface Rung {
  step: string
  seconds: number
  at: 'past' | 'now' | 'next'
}

// rungs draws the ladder: what was tried, what is tried now, what comes then.
// A running step that the list does not name leaves all of them ahead.
export function rungs(queue: Queue): Rung[] {
  const steps = queue.steps ?? []
  const now = steps.findIndex((s) => s.step === queue.step)
  return steps.map((s, i) => ({ ...s, at: i === now ? 'now' : i < now ? 'past' : 'next' }))
}

// stepUntil gives the end of the running step in the page's milliseconds.
export function stepUntil(queue: Queue | null | undefined, offset: number): number | null {
  return queue ? moment(queue.step_end, offset) : null
}

export interface Expectation {
  key: 'unknown' | 'soon' | 'minutes'
  minutes: number
}

// expectation says the wait in words a person can plan with: whole minutes,
// never fewer than the figures say, and nothing where there are no figures.
export function expectation(expectS: number): Expectation {
  if (expectS < 0 || !Number.isFinite(expectS)) return { key: 'unknown', minutes: 0 }
  if (expectS <= 45) return { key: 'soon', minutes: 1 }
  return { key: 'minutes', minutes: Math.ceil(expectS / 60) }
}

// longest gives the whole ladder's length in minutes: after that at the latest
// somebody has answered or the citizen chooses what else to do.
export function longest(of: Pick<Offers, 'steps'> | Pick<Queue, 'steps'>): number {
  return Math.ceil((of.steps ?? []).reduce((sum, s) => sum + s.seconds, 0) / 60)
}
