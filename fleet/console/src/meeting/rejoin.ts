/** Waits between tries to come back, the last one for ever. */
export const rejoinMs = [300, 1_000, 2_000, 3_000, 5_000]

export interface RejoinDeps {
  /** Joins; the promise ends when the room is left again, and tells whether it ever was joined. */
  stay: (signal: AbortSignal) => Promise<{ joined: boolean }>
  /** Whether a fault means that there is nothing to come back to. */
  final: (fault: unknown) => boolean
  /** A try failed, or the room was lost; the next comes after a wait. */
  away: (fault: unknown) => void
}

/**
 * Keeps a page in its room: joins, and joins again whenever the room is lost,
 * with a new token each time, until it is stopped or there is no room any more.
 */
export class Rejoin {
  private abort: AbortController | null = null
  private wake: (() => void) | null = null

  constructor(private readonly deps: RejoinDeps) {}

  get running(): boolean {
    return this.abort !== null
  }

  start(): void {
    if (this.abort) return
    this.abort = new AbortController()
    window.addEventListener('online', this.hurry)
    void this.run(this.abort)
  }

  stop(): void {
    this.abort?.abort()
    this.abort = null
    window.removeEventListener('online', this.hurry)
    this.hurry()
  }

  /** Tries at once. */
  readonly hurry = (): void => this.wake?.()

  private async run(mine: AbortController): Promise<void> {
    for (let tries = 0; !mine.signal.aborted; tries++) {
      try {
        const { joined } = await this.deps.stay(mine.signal)
        if (joined) tries = 0
        if (mine.signal.aborted) return
        this.deps.away(null)
      } catch (fault) {
        if (mine.signal.aborted) return
        this.deps.away(fault)
        if (this.deps.final(fault)) {
          if (this.abort === mine) this.stop()
          return
        }
      }
      await this.wait(rejoinMs[Math.min(tries, rejoinMs.length - 1)]!)
    }
  }

  private wait(ms: number): Promise<void> {
    return new Promise((done) => {
      const timer = setTimeout(() => this.wake?.(), ms)
      this.wake = () => {
        clearTimeout(timer)
        this.wake = null
        done()
      }
    })
  }
}
