import { shallowRef } from 'vue'
import { api } from '@/api/client'
import { inLocale } from '@/i18n'
import type { Titles } from '@/api/types'

const known = shallowRef<Titles>({ guides: {}, forms: {} })
let asked: Promise<void> | null = null

/** What a guide or form is called, or its id until that is known. */
export function titleOf(id: string, locale: string): string {
  const { guides, forms } = known.value
  const title = Object.hasOwn(guides, id) ? guides[id] : Object.hasOwn(forms, id) ? forms[id] : undefined
  return inLocale(title, locale) || id
}

/** Learns the titles once; a fault leaves the ids, and the next call tries again. */
export function learnTitles(): Promise<void> {
  asked ??= api.titles().then(
    (titles) => void (known.value = titles),
    () => void (asked = null),
  )
  return asked
}
