import { computed, type ComputedRef } from 'vue'
import { useRoute, useRouter, type RouteLocationRaw } from 'vue-router'

type Drawer = 'kiosk' | 'county'

/**
 * A drawer is open while the address names what is in it, so that it can be
 * linked to and the browser's back closes it.
 */
export function useDrawer(name: Drawer): {
  id: ComputedRef<string | null>
  link: (id: string) => RouteLocationRaw
  open: (id: string) => void
  close: () => void
} {
  const route = useRoute()
  const router = useRouter()
  const id = computed(() => {
    const v = route.query[name]
    return typeof v === 'string' && v !== '' ? v : null
  })
  const link = (to: string): RouteLocationRaw => ({ path: route.path, query: { ...route.query, [name]: to } })
  return {
    id,
    link,
    open: (to) => void router.push(link(to)),
    close: () => {
      const { [name]: _, ...query } = route.query
      void router.push({ path: route.path, query })
    },
  }
}
