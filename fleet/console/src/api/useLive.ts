import { onScopeDispose, readonly, ref, shallowRef, watch, type Ref } from 'vue'
import type { Ask } from './client'
import { Live, type LiveState } from './live'
import { Problem } from './problem'
import type { StreamEvent } from './sse'

const live = new Live({
  fetch: (path, init) => fetch(path, { ...init, headers: { ...init.headers, 'X-Background': '1' } }),
  setTimeout: (act, ms) => window.setTimeout(act, ms),
  clearTimeout: (timer) => window.clearTimeout(timer),
})
const state = ref<LiveState>('off')
live.watch((s) => (state.value = s))

export const liveState = readonly(state)
export const startLive = (): void => live.start()
export const stopLive = (): void => live.stop()

/** Calls for every live event as long as the component lives. */
export function onLive(act: (e: StreamEvent) => void): void {
  onScopeDispose(live.listen(act))
}

export function hurryWithTheBrowser(): void {
  window.addEventListener('online', () => live.hurry())
  document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && live.hurry())
}

export interface Loaded<T> {
  data: Ref<T | null>
  problem: Ref<Problem | null>
  loading: Ref<boolean>
  reload: () => void
}

/** Two loads of one thing start at least this far apart in ms, however many events come. */
const usualRest = (): number => 400

/**
 * Loads a document now, when its key changes, and when a live event concerns
 * it. What is shown stays while a newer one loads; a fault keeps it too.
 */
export function useLoaded<T>(
  key: () => string | null,
  load: (ask: Ask) => Promise<T>,
  concerns: (e: StreamEvent) => boolean = () => false,
  // keep: what is shown stays while another key loads.
  { keep = false, rest = usualRest }: { keep?: boolean; rest?: () => number } = {},
): Loaded<T> {
  const data = shallowRef<T | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const loading = ref(false)
  let abort: AbortController | null = null
  let last = 0
  let again = false
  let timer = 0

  async function run(background = false): Promise<void> {
    abort?.abort()
    abort = null
    if (key() === null) return
    const mine = new AbortController()
    abort = mine
    again = false
    last = Date.now()
    loading.value = true
    try {
      const got = await load({ signal: mine.signal, background })
      if (abort !== mine) return
      data.value = got
      problem.value = null
    } catch (fault) {
      if (abort !== mine) return
      problem.value = fault instanceof Problem ? fault : new Problem(0, '')
    }
    abort = null
    loading.value = false
    if (again) soon()
  }

  function soon(): void {
    if (abort) {
      again = true
      return
    }
    if (timer) return
    timer = window.setTimeout(
      () => {
        timer = 0
        void run(true)
      },
      Math.max(0, last + rest() - Date.now()),
    )
  }

  onLive((e) => {
    if (e.event === 'resync' || concerns(e)) soon()
  })
  watch(
    key,
    (now, before) => {
      if (now !== before && !keep) data.value = null
      problem.value = null
      void run()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    abort?.abort()
    abort = null
    window.clearTimeout(timer)
  })
  return { data, problem, loading, reload: () => void run() }
}

/** The JSON body of a live event, or an empty object. */
export function bodyOf(e: StreamEvent): Record<string, unknown> {
  try {
    const v: unknown = JSON.parse(e.data)
    return typeof v === 'object' && v !== null ? (v as Record<string, unknown>) : {}
  } catch {
    return {}
  }
}
