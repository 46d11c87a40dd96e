import { computed, ref, watch, type ComputedRef, type Ref } from 'vue'
import { api, type Ask } from '@/api/client'
import type { Problem } from '@/api/problem'
import type { KioskRow } from '@/api/types'
import { useLoaded } from '@/api/useLive'
import { sorted, type Filters } from './filters'

export const pageSize = 50
/** Sorting and exporting read every matching kiosk, up to this many. */
export const mostRows = 5_000
/** The server gives no more at once. */
const bulk = 200

/** Every kiosk that matches, page by page; cut where there are too many. */
export async function allKiosks(f: Filters, ask?: Ask): Promise<{ rows: KioskRow[]; cut: boolean }> {
  const rows: KioskRow[] = []
  let cursor: string | undefined
  do {
    const page = await api.kiosks({ q: f.q, region: f.region, centre: f.centre, state: f.state, limit: bulk, cursor }, ask)
    rows.push(...(page.items ?? []))
    cursor = page.next || undefined
  } while (cursor && rows.length < mostRows)
  return { rows: sorted(rows, f.sort), cut: cursor !== undefined }
}

interface Shown {
  rows: KioskRow[]
  total: number
  next: string
  cut: boolean
}

/**
 * The page of the list that the filters and the reader chose. The server
 * gives its own order in pages; another order needs all rows here.
 */
export function useKioskList(filters: () => Filters): {
  shown: Ref<Shown | null>
  problem: Ref<Problem | null>
  loading: Ref<boolean>
  from: ComputedRef<number>
  hasNext: ComputedRef<boolean>
  hasPrevious: ComputedRef<boolean>
  next: () => void
  previous: () => void
  reload: () => void
} {
  const cursors = ref<string[]>([''])
  const depth = computed(() => cursors.value.length - 1)
  const wanted = computed(() => JSON.stringify(filters()))
  watch(wanted, () => (cursors.value = ['']), { flush: 'sync' })

  const { data, problem, loading, reload } = useLoaded<Shown>(
    () => `${wanted.value} ${cursors.value.join()}`,
    async (ask) => {
      const f = filters()
      if (f.sort !== '') {
        const { rows, cut } = await allKiosks(f, ask)
        const start = depth.value * pageSize
        const end = start + pageSize
        return { rows: rows.slice(start, end), total: rows.length, next: end < rows.length ? String(end) : '', cut }
      }
      const { q, region, centre, state } = f
      const page = await api.kiosks({ q, region, centre, state, limit: pageSize, cursor: cursors.value.at(-1) }, ask)
      return { rows: page.items ?? [], total: page.total, next: page.next ?? '', cut: false }
    },
    (e) => e.event === 'kiosk' || e.event === 'overview',
    { keep: true },
  )
  return {
    shown: data,
    problem,
    loading,
    reload,
    from: computed(() => depth.value * pageSize + 1),
    hasNext: computed(() => Boolean(data.value?.next)),
    hasPrevious: computed(() => depth.value > 0),
    next: () => {
      if (data.value?.next) cursors.value = [...cursors.value, data.value.next]
    },
    previous: () => {
      cursors.value = cursors.value.slice(0, -1)
    },
  }
}
