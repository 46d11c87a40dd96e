import { readonly, ref } from 'vue'
import type { Group } from '@/events/wording'

// Which events the open drawer shows; a figure of today sets it to its own.
const group = ref<Group | ''>('')

export const shownGroup = readonly(group)

export function showGroup(g: Group | ''): void {
  group.value = group.value === g ? '' : g
}
