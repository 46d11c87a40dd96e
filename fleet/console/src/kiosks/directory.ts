import { computed, readonly, shallowRef } from 'vue'
import { api } from '@/api/client'
import type { Centre, Region, Text } from '@/api/types'

/** What a list needs to name places: the counties, and the centres of each. */
export interface Place {
  region: Pick<Region, 'code' | 'name'>
  centres: Pick<Centre, 'id' | 'name'>[]
}

const places = shallowRef<readonly Place[]>([])
let asked: Promise<void> | null = null

export const directory = readonly(places)

const names = computed(() => {
  const all = new Map<string, Text>()
  for (const p of places.value) {
    all.set(p.region.code, p.region.name)
    for (const c of p.centres) all.set(c.id, c.name)
  }
  return all
})

/** The name of a county or a centre, or its code until it is known. */
export function placeName(code: string): Text {
  return names.value.get(code) ?? { zh: code, en: code }
}

/** The name of a centre, or of its county until the centre is known. */
export function centreName(centre: string, region: string): Text {
  return names.value.get(centre) ?? placeName(region)
}

/** Learns the places once; a fault leaves the codes, and the next call tries again. */
export function learnPlaces(): Promise<void> {
  asked ??= (async () => {
    try {
      const { regions } = await api.overview()
      places.value = regions.map((region) => ({ region, centres: [] }))
      const details = await Promise.all(regions.map((r) => api.region(r.code)))
      places.value = details.map((d, i) => ({ region: regions[i]!, centres: d.centres ?? [] }))
    } catch {
      asked = null
    }
  })()
  return asked
}
