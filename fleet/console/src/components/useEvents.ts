import { onScopeDispose, shallowRef, ref, watch, type Ref } from 'vue'
import { api } from '@/api/client'
import { Problem } from '@/api/problem'
import type { EventRecord } from '@/api/types'

const page = 50

/** New events in front of the known ones, each once. */
export function merged(fresh: readonly EventRecord[], known: readonly EventRecord[]): EventRecord[] {
  const key = (e: EventRecord): string => `${e.seq} ${e.at} ${e.kind}`
  const seen = new Set(fresh.map(key))
  return [...fresh, ...known.filter((e) => !seen.has(key(e)))]
}

/** A kiosk's events, newest first: read anew on request, and further back by pages. */
export function useEvents(kiosk: () => string): {
  events: Ref<EventRecord[] | null>
  problem: Ref<Problem | null>
  more: Ref<boolean>
  busy: Ref<boolean>
  older: () => Promise<void>
  refresh: () => void
} {
  const events = shallowRef<EventRecord[] | null>(null)
  const problem = shallowRef<Problem | null>(null)
  const busy = ref(false)
  const more = ref(false)
  let before: string | number | null = null
  let abort: AbortController | null = null
  let timer = 0

  async function newest(background = false): Promise<void> {
    abort?.abort()
    const mine = new AbortController()
    abort = mine
    try {
      const got = await api.events(kiosk(), { limit: page }, { signal: mine.signal, background })
      if (abort !== mine) return
      const fresh = got.items ?? []
      if (events.value === null) {
        before = got.next ?? null
        more.value = before !== null && before !== ''
        events.value = fresh
      } else {
        events.value = merged(fresh, events.value)
      }
      problem.value = null
    } catch (fault) {
      if (abort === mine) problem.value = fault instanceof Problem ? fault : new Problem(0, '')
    }
  }

  async function older(): Promise<void> {
    if (before === null || busy.value) return
    busy.value = true
    try {
      const got = await api.events(kiosk(), { limit: page, before })
      events.value = merged(events.value ?? [], got.items ?? [])
      before = got.next ?? null
      more.value = before !== null && before !== ''
    } catch (fault) {
      problem.value = fault instanceof Problem ? fault : new Problem(0, '')
    } finally {
      busy.value = false
    }
  }

  /** Several live events in a row cost one reading. */
  function refresh(): void {
    if (timer) return
    timer = window.setTimeout(() => {
      timer = 0
      void newest(true)
    }, 250)
  }

  watch(
    kiosk,
    () => {
      events.value = null
      more.value = false
      void newest()
    },
    { immediate: true },
  )
  onScopeDispose(() => {
    abort?.abort()
    abort = null
    window.clearTimeout(timer)
  })
  return { events, problem, more, busy, older, refresh }
}
