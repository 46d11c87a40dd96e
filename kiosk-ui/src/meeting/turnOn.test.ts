import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createLocal } from './local'
import { createTurnOn } from './turnOn'

function track() {
  const t = { readyState: 'live', enabled: true, addEventListener: () => undefined, stop: () => void (t.readyState = 'ended') }
  return t as unknown as MediaStreamTrack
}

function setup(wishes = { cameraOff: false, microphoneOff: false }) {
  const given: ((t: MediaStreamTrack) => void)[] = []
  const open = () => new Promise<MediaStreamTrack>((done) => given.push(done))
  const local = createLocal({ camera: open, microphone: open, paper: () => Promise.reject(new Error('none')) }, () => undefined)
  return { local, given, wishes, on: createTurnOn(local, () => wishes) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('the citizen’s devices at the begin of a talk', () => {
  it('open when the citizen sees who is there, once', async () => {
    const { on, given, local } = setup()
    on.begin()
    await vi.advanceTimersByTimeAsync(700)
    expect(given).toHaveLength(0)
    on.saw()
    on.saw()
    expect(given).toHaveLength(2)
    expect(on.turning.value).toBe(true)
    given.forEach((give) => give(track()))
    await vi.advanceTimersByTimeAsync(2000)
    expect(given).toHaveLength(2)
    expect(on.turning.value).toBe(false)
    expect(local.words).toEqual({ camera: 'on', microphone: 'on' })
  })

  it('open a moment later where no picture comes', async () => {
    const { on, given } = setup()
    on.begin()
    await vi.advanceTimersByTimeAsync(900)
    expect(given).toHaveLength(2)
  })

  it('stay closed where the citizen did not agree, or left', async () => {
    const { on, given } = setup({ cameraOff: true, microphoneOff: true })
    on.begin()
    on.saw()
    await vi.advanceTimersByTimeAsync(2000)
    expect(given).toHaveLength(0)
    expect(on.turning.value).toBe(false)
    const left = setup()
    left.on.begin()
    left.on.stop()
    await vi.advanceTimersByTimeAsync(2000)
    expect(left.given).toHaveLength(0)
  })

  it('stay closed where they are switched off before they open', async () => {
    const { on, given, wishes } = setup()
    on.begin()
    on.silence()
    on.darken()
    await vi.advanceTimersByTimeAsync(2000)
    expect(given).toHaveLength(0)
    expect(wishes).toEqual({ cameraOff: true, microphoneOff: true })
  })

  it('are closed again where they are switched off while they open', async () => {
    const { on, given, local } = setup()
    on.begin()
    on.saw()
    on.silence()
    on.darken()
    const opened = [track(), track()]
    given.forEach((give, i) => give(opened[i]!))
    await vi.advanceTimersByTimeAsync(0)
    expect(opened.map((t) => t.readyState)).toEqual(['ended', 'ended'])
    expect(local.tracks).toMatchObject({ camera: null, microphone: null })
    expect(on.turning.value).toBe(false)
  })
})
