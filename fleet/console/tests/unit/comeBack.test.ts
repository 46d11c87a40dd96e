import { describe, expect, it } from 'vitest'
import { ComeBack } from '@/comeBack'

function setup(...answers: (boolean | 'fault')[]) {
  const kept = new Map<string, string>()
  const loaded: string[] = []
  const paused: number[] = []
  const act = { duringPause: (): void => undefined }
  const comeBack = new ComeBack({
    answers: () => {
      const next = answers.shift() ?? true
      return next === 'fault' ? Promise.reject(new TypeError('Failed to fetch')) : Promise.resolve(next)
    },
    pause: (ms) => {
      paused.push(ms)
      act.duringPause()
      return Promise.resolve()
    },
    load: (path) => void loaded.push(path),
    marks: { getItem: (k) => kept.get(k) ?? null, setItem: (k, v) => void kept.set(k, v), removeItem: (k) => void kept.delete(k) },
  })
  return { comeBack, loaded, paused, act }
}

describe('a part of the page that cannot be loaded', () => {
  it('loads the page anew where the server answers, and once only', async () => {
    const { comeBack, loaded, paused } = setup()
    await comeBack.failed('/kiosks')
    await comeBack.failed('/kiosks')
    expect(loaded).toEqual(['/kiosks'])
    expect(paused).toEqual([])
  })

  it('waits for a server that is away, longer each time', async () => {
    const { comeBack, loaded, paused } = setup('fault', false, 'fault', 'fault', 'fault')
    await comeBack.failed('/')
    expect(paused).toEqual([500, 1_000, 2_000, 5_000, 5_000])
    expect(loaded).toEqual(['/'])
  })

  it('leaves alone who went elsewhere meanwhile', async () => {
    const { comeBack, loaded, act } = setup('fault', 'fault')
    act.duringPause = () => comeBack.arrived()
    await comeBack.failed('/')
    expect(loaded).toEqual([])
  })

  it('may load a place again after it was reached', async () => {
    const { comeBack, loaded } = setup()
    await comeBack.failed('/audit')
    comeBack.arrived()
    await comeBack.failed('/audit')
    expect(loaded).toEqual(['/audit', '/audit'])
  })
})
