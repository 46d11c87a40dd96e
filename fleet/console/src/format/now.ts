import { readonly, ref } from 'vue'

// One clock for every relative time on the page, set by the server's: the
// reader's machine may be wrong by hours.
let offset = 0
const now = ref(Date.now())

export const theNow = readonly(now)

export function setServerTime(at: string): void {
  const then = Date.parse(at)
  if (Number.isNaN(then)) return
  offset = then - Date.now()
  now.value = then
}

export function startClock(): void {
  window.setInterval(() => (now.value = Date.now() + offset), 1000)
}
