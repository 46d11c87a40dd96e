import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope, nextTick, ref } from 'vue'
import { secondsLeft, useCountdown } from '../../src/state/countdown'

describe('secondsLeft', () => {
  it.each([
    [25_000, 0, 25],
    [25_000, 1, 25],
    [25_000, 24_001, 1],
    [25_000, 25_000, 0],
    [25_000, 99_000, 0],
  ])('until %d at %d: %d', (until, now, left) => expect(secondsLeft(until, now)).toBe(left))
})

describe('useCountdown', () => {
  beforeEach(() => void vi.useFakeTimers({ now: 0 }))
  afterEach(() => void vi.useRealTimers())

  it('counts down, stops when told, and leaves no timer', async () => {
    const until = ref<number | null>(null)
    const scope = effectScope()
    const left = scope.run(() => useCountdown(until, () => Date.now()))
    expect(left?.value).toBeNull()
    until.value = 3000
    await nextTick()
    expect(left?.value).toBe(3)
    vi.advanceTimersByTime(1250)
    expect(left?.value).toBe(2)
    vi.advanceTimersByTime(9000)
    expect(left?.value).toBe(0)
    until.value = null
    await nextTick()
    expect(left?.value).toBeNull()
    scope.stop()
    expect(vi.getTimerCount()).toBe(0)
  })
})
