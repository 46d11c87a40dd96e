import { computed, shallowRef } from 'vue'
import { deskApi } from '@/api/deskClient'
import type { Library } from '@/api/desk'
import { inLocale } from '@/i18n'

const known = shallowRef<Library | null>(null)
let asked: Promise<void> | null = null

/** What can be sent to a kiosk, and the names of topics and counties. */
export const library = computed(() => known.value)

/** Learns the library once; a fault leaves the ids, and the next call tries again. */
export function learnLibrary(): Promise<void> {
  asked ??= deskApi.library().then(
    (got) => void (known.value = got),
    () => void (asked = null),
  )
  return asked
}

/** A topic in the citizen's words, or its id until it is known. */
export function topicName(id: string, locale: string): string {
  return inLocale(known.value?.themes.find((t) => t.id === id)?.say, locale) || id
}

export function regionName(code: string, locale: string): string {
  return inLocale(known.value?.regions.find((r) => r.code === code)?.name, locale) || code
}

/** Guides and forms that fit a search; without one, those of the topic first. */
export function findIn<T extends { id: string; title: { zh: string; en: string } }>(list: readonly T[], query: string, first: readonly string[]): T[] {
  const words = query.trim().toLowerCase().split(/\s+/).filter(Boolean)
  const rank = (x: T): number => (first.includes(x.id) ? first.indexOf(x.id) : first.length)
  return list
    .filter((x) => words.every((w) => `${x.title.zh} ${x.title.en} ${x.id}`.toLowerCase().includes(w)))
    .sort((a, b) => rank(a) - rank(b))
}
