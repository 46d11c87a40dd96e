/** Waits between tries of one piece, the last one for ever. */
export const retryMs = [500, 1_000, 2_000, 5_000]
/** The fleet takes at most 1 MiB; sealing adds a header and 16 bytes for each 64 KiB. */
export const pieceBytes = 960 * 1024

export interface PiecesDeps {
  seal: (piece: Uint8Array) => Promise<Uint8Array>
  /** Stores piece n; a refusal throws. */
  put: (n: number, sealed: Uint8Array) => Promise<void>
  /** Whether trying again can help: the network was away, not the fleet's word against it. */
  again: (fault: unknown) => boolean
  setTimeout: (act: () => void, ms: number) => unknown
}

/**
 * Sends a recording in sealed pieces, numbered from 1, each until it is stored.
 * A withdrawn consent ends it at once: what was not sent never is.
 */
export class Pieces {
  private readonly queue: Uint8Array[] = []
  private n = 1
  private running: Promise<void> | null = null
  private withdrawn = false
  private wake: (() => void) | null = null
  /** Why the fleet does not take the rest, where it does not. */
  fault: unknown = null

  constructor(private readonly deps: PiecesDeps) {}

  /** How many wait to be sent. */
  get waiting(): number {
    return this.queue.length
  }

  add(bytes: Uint8Array): void {
    if (this.withdrawn || this.fault !== null) return
    for (let at = 0; at < bytes.length; at += pieceBytes) this.queue.push(bytes.slice(at, at + pieceBytes))
    this.running ??= this.run().finally(() => (this.running = null))
  }

  /** Ends when everything is stored, refused or withdrawn. */
  async flush(): Promise<void> {
    while (this.running) await this.running
  }

  /** Drops what was not sent. */
  withdraw(): void {
    this.withdrawn = true
    this.queue.length = 0
    this.wake?.()
  }

  private async run(): Promise<void> {
    while (this.queue.length > 0) {
      const sealed = await this.deps.seal(this.queue[0]!)
      if (!(await this.send(sealed))) return
      this.queue.shift()
      this.n++
    }
  }

  private async send(sealed: Uint8Array): Promise<boolean> {
    for (let tries = 0; !this.withdrawn; tries++) {
      try {
        await this.deps.put(this.n, sealed)
        return !this.withdrawn
      } catch (fault) {
        if (this.withdrawn) return false
        if (!this.deps.again(fault)) {
          this.fault = fault
          this.queue.length = 0
          return false
        }
        await this.wait(retryMs[Math.min(tries, retryMs.length - 1)]!)
      }
    }
    return false
  }

  private wait(ms: number): Promise<void> {
    return new Promise((done) => {
      this.wake = () => {
        this.wake = null
        done()
      }
      this.deps.setTimeout(() => this.wake?.(), ms)
    })
  }
}
