import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { Live, silenceMs, waitsMs, type LiveState } from '@/api/live'
import { parser } from '@/api/sse'

describe('the stream’s text', () => {
  test('events come whole however the text is cut', () => {
    const text = ': hello\n\nevent: kiosk\ndata: {"id":"a"}\n\ndata: one\ndata: two\n\nid: 7\n\n'
    for (let size = 1; size < text.length; size++) {
      const read = parser()
      const found = []
      for (let i = 0; i < text.length; i += size) found.push(...read(text.slice(i, i + size)))
      expect(found).toEqual([
        { event: 'kiosk', data: '{"id":"a"}' },
        { event: 'message', data: 'one\ntwo' },
      ])
    }
  })

  test('lines may end in CR LF', () => {
    expect(parser()('event: a\r\ndata:b\r\n\r\n')).toEqual([{ event: 'a', data: 'b' }])
  })
})

/** A server whose lines a test opens, writes to and cuts. */
class Server {
  lines: ReadableStreamDefaultController<Uint8Array>[] = []
  up = true
  status = 200

  fetch = (_: string, { signal }: { signal: AbortSignal }): Promise<Response> => {
    if (!this.up) return Promise.reject(new TypeError('refused'))
    const body = new ReadableStream<Uint8Array>({
      start: (line) => {
        this.lines.push(line)
        signal.addEventListener('abort', () => {
          try {
            line.error(new DOMException('aborted', 'AbortError'))
          } catch {
            // closed already
          }
        })
      },
    })
    return Promise.resolve(new Response(body, { status: this.status }))
  }

  write(text: string): void {
    this.lines.at(-1)!.enqueue(new TextEncoder().encode(text))
  }
}

describe('the live line', () => {
  let server: Server
  let live: Live
  let states: LiveState[]
  let events: string[]
  const settle = (ms = 0): Promise<unknown> => vi.advanceTimersByTimeAsync(ms)

  beforeEach(() => {
    vi.useFakeTimers()
    server = new Server()
    live = new Live({
      fetch: server.fetch,
      setTimeout: (act, ms) => setTimeout(act, ms) as unknown as number,
      clearTimeout: (timer) => clearTimeout(timer),
    })
    states = []
    events = []
    live.watch((s) => states.push(s))
    live.listen((e) => events.push(e.event))
  })
  afterEach(() => {
    live.stop()
    vi.useRealTimers()
  })

  test('tells events while it is live', async () => {
    live.start()
    await settle()
    server.write('event: kiosk\ndata: {}\n\n')
    await settle()
    expect(states).toEqual(['off', 'connecting', 'live'])
    expect(events).toEqual(['kiosk'])
  })

  test('a line that is cut is opened again, and the listeners are told to read everything anew', async () => {
    live.start()
    await settle()
    server.lines[0]!.close()
    await settle()
    expect(states.at(-1)).toBe('reconnecting')
    await settle(waitsMs[0])
    expect(states.at(-1)).toBe('live')
    expect(events).toEqual(['resync'])
  })

  test('waits longer from try to try while the server is gone, and comes back by itself', async () => {
    live.start()
    await settle()
    server.up = false
    server.lines[0]!.close()
    for (const wait of waitsMs) await settle(wait)
    expect(states.at(-1)).toBe('reconnecting')
    server.up = true
    await settle(waitsMs.at(-1)! - 1)
    expect(server.lines).toHaveLength(1)
    await settle(1)
    expect(states.at(-1)).toBe('live')
    expect(events).toEqual(['resync'])
  })

  test('a line without heartbeat is dead; with heartbeat it stays', async () => {
    live.start()
    await settle()
    for (let i = 0; i < 6; i++) {
      await settle(silenceMs / 2)
      server.write(': still here\n\n')
    }
    await settle(silenceMs - 1)
    expect(states.at(-1)).toBe('live')
    await settle(1)
    expect(states.at(-1)).toBe('reconnecting')
  })

  test('an answer that is no stream counts as a fault', async () => {
    server.status = 503
    live.start()
    await settle()
    expect(states).toEqual(['off', 'connecting', 'reconnecting'])
    expect(events).toEqual([])
  })

  test('hurry tries at once; stop ends it all', async () => {
    live.start()
    await settle()
    server.lines[0]!.close()
    await settle()
    live.hurry()
    await settle()
    expect(states.at(-1)).toBe('live')
    live.stop()
    await settle(60_000)
    expect(states.at(-1)).toBe('off')
    expect(server.lines).toHaveLength(2)
  })
})
