import { effectScope, nextTick, reactive, ref } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createVoice, type Voice } from '../../src/voice/store'
import { usualLoudness, volumes, type Spoken, type VoiceAsk } from '../../src/voice/types'

const question: Spoken = { kind: 'question', id: 'unpaid-wages', part: 'who' }
const other: Spoken = { kind: 'question', id: 'unpaid-wages', part: 'note' }

// A visit that is read to, with a daemon that answers when it is told to.
function reading() {
  const visit = reactive({ loudness: usualLoudness as number, warnUntil: null as number | null, settings: { spoken: false } })
  const facts = reactive({ ready: true, hushed: false, calling: false, screen: 'a', lang: 'zh-CN' as 'zh-CN' | 'en' })
  const asked: VoiceAsk[] = []
  const log: string[] = []
  const daemon = { hold: false, fail: false, let: [] as (() => void)[] }
  let ended: ((whole: boolean) => void) | null = null
  const playing = ref(false)
  const touched = vi.fn()
  const scope = effectScope()
  const voice = scope.run(() =>
    createVoice({
      visit, touched,
      ready: () => facts.ready,
      hushed: () => facts.hushed,
      calling: () => facts.calling,
      screen: () => facts.screen,
      lang: () => facts.lang,
      ask: async (what, signal) => {
        asked.push(what)
        if (daemon.hold) await new Promise<void>((go) => daemon.let.push(go))
        if (signal.aborted) throw new DOMException('gone', 'AbortError')
        if (daemon.fail) throw new Error('no')
        return new Blob(['RIFF'])
      },
      sounds: {
        play: (_, volume, whenEnded) => {
          log.push(`play ${volume}`)
          playing.value = true
          ended = whenEnded
          return Promise.resolve()
        },
        volume: (to) => log.push(`volume ${to}`),
        stop: () => {
          playing.value = false
          ended = null
        },
      },
    }),
  ) as Voice
  const settle = async () => {
    await vi.advanceTimersByTimeAsync(0)
    await nextTick()
  }
  const hear = async (what: Spoken) => {
    voice.toggle(what)
    await settle()
  }
  return { voice, visit, facts, asked, log, daemon, playing, touched, scope, settle, hear, finish: (whole = true) => ended?.(whole) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a touch on the loud-speaker', () => {
  it('reads, and stops at the next touch', async () => {
    const r = reading()
    await r.hear(question)
    expect(r.voice.state.phase).toBe('speaking')
    expect(r.asked).toEqual([{ ...question, lang: 'zh-CN', auto: false }])
    await r.hear(question)
    expect(r.voice.state.phase).toBe('silent')
    expect(r.playing.value).toBe(false)
  })
  it('ends by itself', async () => {
    const r = reading()
    await r.hear(question)
    r.finish()
    expect(r.voice.state).toMatchObject({ phase: 'silent', key: '' })
  })
  it('says that it failed, and may be touched again', async () => {
    const r = reading()
    r.daemon.fail = true
    await r.hear(question)
    expect(r.voice.state.phase).toBe('failed')
    r.daemon.fail = false
    await r.hear(question)
    expect(r.voice.state.phase).toBe('speaking')
    r.finish(false)
    expect(r.voice.state.phase).toBe('failed')
  })
  it('takes the place of what is being said', async () => {
    const r = reading()
    r.daemon.hold = true
    await r.hear(question)
    await r.hear(other)
    r.daemon.let.reverse().forEach((go) => go()) // the earlier answer comes last
    await r.settle()
    expect(r.log).toEqual([`play ${volumes[usualLoudness]}`])
    expect(r.voice.is(other)).toBe(true)
  })
})

describe('what ends it', () => {
  const ends: Record<string, (r: ReturnType<typeof reading>) => void> = {
    'another screen': (r) => void (r.facts.screen = 'b'),
    'another language': (r) => void (r.facts.lang = 'en'),
    'a call': (r) => void (r.facts.calling = true),
    'the end of the visit': (r) => r.scope.stop(),
  }
  for (const [what, change] of Object.entries(ends)) {
    it(what, async () => {
      for (const hold of [false, true]) {
        const r = reading()
        r.daemon.hold = hold
        await r.hear(question)
        change(r)
        await r.settle()
        r.daemon.let.forEach((go) => go())
        await r.settle()
        expect(r.playing.value).toBe(false)
        expect(r.voice.state.phase).toBe('silent')
      }
    })
  }
  it('and during a call nothing is said', async () => {
    const r = reading()
    r.visit.settings.spoken = true
    r.facts.calling = true
    await r.settle()
    r.voice.offer(question)
    await r.hear(question)
    expect(r.asked.filter((a) => a.kind !== 'frame')).toEqual([])
    expect(r.voice.usable.value).toBe(false)
  })
})

describe('reading by itself', () => {
  it('is silent until it is switched on', async () => {
    const r = reading()
    r.voice.offer(question)
    await r.settle()
    expect(r.asked).toEqual([])
  })
  it('greets, then reads each question, and ends when switched off', async () => {
    const r = reading()
    r.visit.settings.spoken = true
    await r.settle()
    expect(r.asked.at(-1)).toMatchObject({ kind: 'frame', id: 'hello', auto: true })
    r.voice.offer(question)
    await r.settle()
    expect(r.asked.at(-1)).toMatchObject({ ...question, auto: true })
    r.visit.settings.spoken = false
    await r.settle()
    expect(r.playing.value).toBe(false)
  })
  it('reads the idle warning, and stops when the visitor is there', async () => {
    const r = reading()
    r.visit.settings.spoken = true
    r.visit.warnUntil = 1
    await r.settle()
    expect(r.asked.at(-1)).toMatchObject({ kind: 'frame', id: 'idle' })
    expect(r.playing.value).toBe(true)
    r.visit.warnUntil = null
    await r.settle()
    expect(r.playing.value).toBe(false)
  })
  it('never speaks by itself where others must not hear, not even the idle warning', async () => {
    const r = reading()
    r.visit.settings.spoken = true
    await r.settle()
    const before = r.asked.length
    r.facts.hushed = true
    await r.settle()
    expect(r.playing.value).toBe(false)
    r.voice.offer(question)
    r.visit.warnUntil = 1
    await r.settle()
    expect(r.asked.length).toBe(before)
    await r.hear(question) // a touch is obeyed, softly
    expect(r.log.at(-1)).toBe(`play ${volumes[0]}`)
    r.facts.hushed = false
    await r.settle()
    expect(r.visit.loudness).toBe(usualLoudness)
  })
  it('does not complain of what nobody asked for', async () => {
    const r = reading()
    r.daemon.fail = true
    r.visit.settings.spoken = true
    await r.settle()
    expect(r.voice.state.phase).toBe('silent')
  })
  it('is not there where the kiosk cannot read', async () => {
    const r = reading()
    r.facts.ready = false
    r.visit.settings.spoken = true
    await r.settle()
    await r.hear(question)
    expect(r.asked).toEqual([])
  })
})

describe('the volume', () => {
  it('has at least three steps, none of them silent, and goes round', async () => {
    const r = reading()
    expect(volumes.length).toBeGreaterThanOrEqual(3)
    expect(Math.min(...volumes)).toBeGreaterThan(0.3)
    await r.hear(question)
    for (let i = 0; i < volumes.length; i++) r.voice.louder()
    expect(r.visit.loudness).toBe(usualLoudness)
    expect(new Set(r.log.filter((l) => l.startsWith('volume')))).toEqual(new Set(volumes.map((v) => `volume ${v}`)))
  })
})

describe('who listens', () => {
  it('is there, but not who was read to by itself or is being warned', async () => {
    const r = reading()
    await r.hear(question)
    await vi.advanceTimersByTimeAsync(40_000)
    expect(r.touched).toHaveBeenCalledTimes(2)
    r.visit.warnUntil = 1
    await vi.advanceTimersByTimeAsync(40_000)
    expect(r.touched).toHaveBeenCalledTimes(2)
    r.visit.warnUntil = null
    r.visit.settings.spoken = true
    await r.settle()
    await vi.advanceTimersByTimeAsync(40_000)
    expect(r.touched).toHaveBeenCalledTimes(2)
  })
})
