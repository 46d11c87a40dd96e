import type { KioskEvent } from './types'

export interface EventsDeps {
  open: () => WebSocket
  onEvent: (e: KioskEvent) => void
  onUp: () => void
  onDown: () => void
  onReplaced: () => void // another page took this terminal over
}

const firstWait = 400 // ms
const replaced = 4001 // close code: do not come back
const longestWait = 4000 // ms: a restarted daemon is found again within this

// connectEvents keeps one WebSocket to the daemon open until the returned
// function is called, with a growing pause between attempts.
export function connectEvents(deps: EventsDeps): () => void {
  let wait = firstWait
  let timer: ReturnType<typeof setTimeout> | undefined
  let socket: WebSocket | undefined
  let stopped = false

  function attempt() {
    socket = deps.open()
    socket.onopen = () => {
      wait = firstWait
      socket?.send(JSON.stringify({ type: 'hello' }))
      deps.onUp()
    }
    socket.onmessage = (m: MessageEvent<unknown>) => {
      const e = parseEvent(m.data)
      if (e !== null) deps.onEvent(e)
    }
    socket.onclose = (e) => {
      if (stopped) return
      if (e.code === replaced) return deps.onReplaced()
      deps.onDown()
      timer = setTimeout(attempt, wait)
      wait = Math.min(wait * 2, longestWait)
    }
  }
  attempt()

  return () => {
    stopped = true
    clearTimeout(timer)
    socket?.close()
  }
}

// parseEvent reads one message; null for anything that is not an event.
export function parseEvent(raw: unknown): KioskEvent | null {
  if (typeof raw !== 'string') return null
  try {
    const e = JSON.parse(raw) as { type?: unknown; data?: unknown }
    if (typeof e.type !== 'string') return null
    return { type: e.type, data: e.type === 'meeting' ? (e.data ?? null) : (e.data ?? {}) } as KioskEvent
  } catch {
    return null
  }
}
