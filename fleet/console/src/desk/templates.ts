import { computed, shallowRef } from 'vue'
import type { Template } from '@/api/desk'
import { deskApi } from '@/api/deskClient'

const known = shallowRef<readonly Template[]>([])
let asked: Promise<void> | null = null

/** Texts to begin notes and summaries with. */
export const templates = computed(() => known.value)

/** Learns them once; a fault leaves none, and the next call tries again. */
export function learnTemplates(): Promise<void> {
  asked ??= deskApi.templates().then(
    (got) => void (known.value = got ?? []),
    () => void (asked = null),
  )
  return asked
}
