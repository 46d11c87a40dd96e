import type { Writing } from './recogniser'

// The page's side of the worker that reads handwriting.

export interface Question {
  id: number
  writing: Writing
}

export type Answer = { kind: 'ready' } | { kind: 'read'; id: number; candidates: string[] } | { kind: 'failed'; why: string }

// What the client needs of a Worker; a test puts a fake in its place.
export interface Port {
  postMessage(question: Question): void
  terminate(): void
  onmessage: ((e: MessageEvent<Answer>) => void) | null
  onerror: ((e: ErrorEvent) => void) | null
}

export interface Reader {
  ready: Promise<void>
  read(writing: Writing): Promise<string[]>
}

// Client asks one worker. When the worker fails, everything that waits fails,
// and so does what is asked later.
export class Client implements Reader {
  readonly ready: Promise<void>
  private readonly waiting = new Map<number, { resolve: (c: string[]) => void; reject: (e: Error) => void }>()
  private asked = 0
  private broken: Error | undefined

  constructor(
    private readonly port: Port,
    onBroken: () => void = () => undefined,
  ) {
    this.ready = new Promise((resolve, reject) => {
      const fail = (why: string) => {
        if (this.broken) return
        this.broken = new Error(`cannot read handwriting: ${why}`)
        reject(this.broken)
        for (const w of this.waiting.values()) w.reject(this.broken)
        this.waiting.clear()
        port.terminate()
        onBroken()
      }
      port.onerror = (e) => fail(e.message)
      port.onmessage = ({ data }) => {
        if (data.kind === 'ready') resolve()
        else if (data.kind === 'failed') fail(data.why)
        else {
          this.waiting.get(data.id)?.resolve(data.candidates)
          this.waiting.delete(data.id)
        }
      }
    })
    // Who opens the box waits for ready and hears of the failure there.
    this.ready.catch(() => undefined)
  }

  read(writing: Writing): Promise<string[]> {
    if (this.broken) return Promise.reject(this.broken)
    const id = ++this.asked
    return new Promise((resolve, reject) => {
      this.waiting.set(id, { resolve, reject })
      this.port.postMessage({ id, writing })
    })
  }
}
