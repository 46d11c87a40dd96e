import { onScopeDispose, ref, type Ref } from 'vue'

/** A signed-in console that nobody touches for this long signs itself out. */
export const idleMs = 30 * 60_000
/** The warning comes this long before. */
export const warnMs = 60_000

/** How many seconds are left, or null while no warning is due. */
export function secondsLeft(touched: number, now: number): number | null {
  const left = touched + idleMs - now
  return left > warnMs ? null : Math.max(0, Math.ceil(left / 1000))
}

/** Somebody who reads without asking for anything is made known to the server this often. */
export const tellMs = 5 * 60_000

const kept = 'lk.console.touched'
const signs = ['pointerdown', 'keydown', 'wheel', 'touchstart'] as const

/**
 * Watches for signs of a person: what the page fetches by itself does not keep
 * the server's session open, so it is told of them. All windows of one browser share the time.
 */
export function useIdle(
  active: () => boolean,
  over: () => void,
  tell: () => void,
): { left: Ref<number | null>; touch: () => void } {
  const left = ref<number | null>(null)
  let mine = Date.now()
  let told = mine
  const touch = (): void => {
    const now = Date.now()
    if (left.value === null && now - mine < 5_000) return
    mine = now
    localStorage.setItem(kept, String(now))
    left.value = null
    if (active() && now - told >= tellMs) {
      told = now
      tell()
    }
  }
  const check = (): void => {
    if (!active()) {
      mine = Date.now()
      left.value = null
      return
    }
    const other = Number(localStorage.getItem(kept)) || 0
    const touched = Math.max(mine, Math.min(other, Date.now()))
    left.value = secondsLeft(touched, Date.now())
    if (left.value === 0) over()
  }
  const onSign = (): void => {
    if (left.value === null) touch()
  }
  for (const sign of signs) window.addEventListener(sign, onSign, { passive: true })
  const timer = window.setInterval(check, 1000)
  onScopeDispose(() => {
    window.clearInterval(timer)
    for (const sign of signs) window.removeEventListener(sign, onSign)
  })
  return { left, touch }
}
