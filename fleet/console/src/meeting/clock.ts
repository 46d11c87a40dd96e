/** What a snapshot's time tells of the fleet's clock, with the doubt that the way there and back leaves. */
interface Sight {
  offset: number
  doubt: number
}

/**
 * The fleet's clock as this page knows it. Every time in a call belongs to that
 * clock; the reader's own may be wrong by hours. Of all sights the one with the
 * shortest way is believed, until it is old: clocks drift.
 */
export class FleetClock {
  private best: Sight & { at: number } = { offset: 0, doubt: Infinity, at: 0 }

  constructor(private readonly local: () => number = Date.now) {}

  /** Learns from a time that the fleet wrote between sent and received (local ms). */
  hear(now: string, sent: number, received: number): void {
    const fleet = Date.parse(now)
    if (Number.isNaN(fleet) || received < sent) return
    const doubt = (received - sent) / 2
    const old = received - this.best.at > 10 * 60_000
    if (doubt > this.best.doubt && !old) return
    this.best = { offset: fleet - (sent + doubt), doubt, at: received }
  }

  /** The fleet's time in ms. */
  now(): number {
    return this.local() + this.best.offset
  }

  /** Whole seconds since a time of the fleet, never below zero. */
  since(at: string | null | undefined): number {
    const then = Date.parse(at ?? '')
    return Number.isNaN(then) ? 0 : Math.max(0, Math.floor((this.now() - then) / 1000))
  }

  /** Whole seconds until a time of the fleet, never below zero. */
  until(at: string | null | undefined): number {
    const then = Date.parse(at ?? '')
    return Number.isNaN(then) ? 0 : Math.max(0, Math.ceil((then - this.now()) / 1000))
  }
}

/** "1:05", "12:30", "1:02:03": lengths that somebody watches. */
export function stopwatch(seconds: number): string {
  const s = Math.max(0, Math.floor(seconds))
  const two = (n: number): string => String(n).padStart(2, '0')
  const hours = Math.floor(s / 3600)
  const rest = `${Math.floor((s % 3600) / 60)}:${two(s % 60)}`
  return hours ? `${hours}:${two(Math.floor((s % 3600) / 60))}:${two(s % 60)}` : rest
}
