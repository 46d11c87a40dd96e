import { ref, shallowRef, watch } from 'vue'
import type { Form, Guide, Lang } from '../api/types'
import { useKiosk } from './kiosk'

// useLoaded runs a call now and whenever what it depends on changes, and tells
// what came: the value, or that it failed. Late answers of old calls are dropped.
export function useLoaded<T, K>(key: () => K, load: (key: K) => Promise<T>) {
  const value = shallowRef<T | null>(null)
  const failed = ref(false)
  let run = 0
  async function again() {
    const mine = ++run
    failed.value = false
    try {
      const got = await load(key())
      if (mine === run) value.value = got
    } catch {
      if (mine === run) failed.value = true
    }
  }
  watch(key, () => void again(), { immediate: true })
  return { value, failed, again }
}

export function useGuide(id: () => string, lang: () => Lang, via: () => string) {
  const kiosk = useKiosk()
  return useLoaded<Guide, string>(
    () => `${id()} ${lang()}`,
    () => kiosk.api.guide(id(), lang(), via()),
  )
}

export function useForm(id: () => string) {
  const kiosk = useKiosk()
  return useLoaded<Form, string>(id, (form) => kiosk.api.form(form))
}
