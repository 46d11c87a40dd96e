import { computed, onScopeDispose, ref, watch, type Ref } from 'vue'

// secondsLeft gives the whole seconds until a moment, never below zero.
export function secondsLeft(until: number, now: number): number {
  return Math.max(0, Math.ceil((until - now) / 1000))
}

// useCountdown follows a moment (ms since 1970) and gives the seconds left,
// null while there is no moment to wait for.
export function useCountdown(until: Ref<number | null>, now: () => number) {
  const at = ref(now())
  let timer: ReturnType<typeof setInterval> | undefined
  watch(
    until,
    (u) => {
      clearInterval(timer)
      at.value = now()
      if (u !== null) timer = setInterval(() => (at.value = now()), 250)
    },
    { immediate: true },
  )
  onScopeDispose(() => clearInterval(timer))
  return computed(() => (until.value === null ? null : secondsLeft(until.value, at.value)))
}
