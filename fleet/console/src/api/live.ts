import { parser, type StreamEvent } from './sse'

export type LiveState = 'off' | 'connecting' | 'live' | 'reconnecting'

/** What the world must offer; tests pass their own. */
export interface LiveDeps {
  fetch: (path: string, init: { signal: AbortSignal; headers: Record<string, string> }) => Promise<Response>
  setTimeout: (act: () => void, ms: number) => number
  clearTimeout: (timer: number) => void
}

/** The server sends a comment every 15 s; twice that without a byte is a dead line. */
export const silenceMs = 32_000
/** Waits between tries, the last one for ever. */
export const waitsMs = [500, 1_000, 2_000, 5_000, 10_000]

/**
 * The live line to the fleet: reads /api/live, opens it again when it breaks
 * or falls silent, and tells its listeners of every event and of every return
 * (event "resync"), because what happened in between was not heard.
 */
export class Live {
  private state: LiveState = 'off'
  private tries = 0
  private was = false
  private abort: AbortController | null = null
  private timer: number | null = null
  private readonly listeners = new Set<(e: StreamEvent) => void>()
  private readonly watchers = new Set<(s: LiveState) => void>()

  constructor(
    private readonly deps: LiveDeps,
    private readonly path = '/api/live',
  ) {}

  listen(act: (e: StreamEvent) => void): () => void {
    this.listeners.add(act)
    return () => this.listeners.delete(act)
  }

  watch(act: (s: LiveState) => void): () => void {
    this.watchers.add(act)
    act(this.state)
    return () => this.watchers.delete(act)
  }

  start(): void {
    if (this.state !== 'off') return
    this.tries = 0
    this.was = false
    this.to('connecting')
    void this.run()
  }

  stop(): void {
    this.to('off')
    this.hush()
    this.abort?.abort()
    this.abort = null
  }

  /** Tries at once, for when the machine wakes up or the network returns. */
  hurry(): void {
    if (this.state !== 'reconnecting' || this.abort) return
    this.hush()
    void this.run()
  }

  private async run(): Promise<void> {
    const abort = new AbortController()
    this.abort = abort
    try {
      this.later(silenceMs, () => abort.abort())
      const answer = await this.deps.fetch(this.path, { signal: abort.signal, headers: { Accept: 'text/event-stream' } })
      if (!answer.ok || !answer.body) throw new Error(`status ${answer.status}`)
      this.opened()
      const read = parser()
      const text = new TextDecoder()
      const reader = answer.body.getReader()
      for (;;) {
        this.later(silenceMs, () => abort.abort())
        const { done, value } = await reader.read()
        if (done || abort.signal.aborted) break
        for (const e of read(text.decode(value, { stream: true }))) this.tell(e)
      }
    } catch {
      // Every fault is the same to a reader of the page: not live, trying again.
    }
    if (this.abort !== abort) return // stopped, or a newer line took over
    this.abort = null
    abort.abort()
    if (this.state === 'off') return
    this.to('reconnecting')
    const wait = waitsMs[Math.min(this.tries++, waitsMs.length - 1)]!
    this.later(wait, () => void this.run())
  }

  private opened(): void {
    const again = this.was
    this.was = true
    this.tries = 0
    this.to('live')
    if (again) this.tell({ event: 'resync', data: '{}' })
  }

  private tell(e: StreamEvent): void {
    for (const act of [...this.listeners]) act(e)
  }

  private to(state: LiveState): void {
    if (state === this.state) return
    this.state = state
    for (const act of [...this.watchers]) act(state)
  }

  private later(ms: number, act: () => void): void {
    this.hush()
    this.timer = this.deps.setTimeout(act, ms)
  }

  private hush(): void {
    if (this.timer !== null) this.deps.clearTimeout(this.timer)
    this.timer = null
  }
}
