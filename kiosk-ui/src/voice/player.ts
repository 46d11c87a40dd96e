import { reactive } from 'vue'
import { keyOf, volumes, type Spoken, type VoiceAsk } from './types'

export interface Sounds {
  /** Starts a sound; ended is called once when it ends or breaks, but not after stop. */
  play: (wav: Blob, volume: number, ended: (whole: boolean) => void) => Promise<void>
  volume: (to: number) => void
  stop: () => void
}

export interface PlayerDeps {
  ask: (what: VoiceAsk, signal: AbortSignal) => Promise<Blob>
  sounds: Sounds
  lang: () => VoiceAsk['lang']
  loudness: () => number // a step of volumes
}

export type VoicePhase = 'silent' | 'loading' | 'speaking' | 'failed'

// createPlayer says one thing at a time: whatever is asked for ends what is being
// said, and a late answer to an earlier wish is dropped.
export function createPlayer(deps: PlayerDeps) {
  const state = reactive({ phase: 'silent' as VoicePhase, key: '', auto: false })
  let wish: AbortController | null = null

  function stop() {
    wish?.abort()
    wish = null
    deps.sounds.stop()
    state.phase = 'silent'
    state.key = ''
  }

  async function say(what: Spoken, auto = false) {
    stop()
    const mine = new AbortController()
    wish = mine
    state.key = keyOf(what)
    state.auto = auto
    state.phase = 'loading'
    const settle = (phase: VoicePhase) => {
      if (wish !== mine) return
      wish = null
      // What nobody asked for need not say that it failed.
      state.phase = phase === 'failed' && auto ? 'silent' : phase
      if (state.phase === 'silent') state.key = ''
    }
    try {
      const wav = await deps.ask({ ...what, lang: deps.lang(), auto }, mine.signal)
      if (wish !== mine) return
      await deps.sounds.play(wav, volumeOf(deps.loudness()), (whole) => settle(whole ? 'silent' : 'failed'))
      if (wish === mine) state.phase = 'speaking'
    } catch {
      settle('failed')
    }
  }

  return {
    state,
    stop,
    say,
    is: (what: Spoken) => state.key === keyOf(what),
    toggle: (what: Spoken) => {
      const on = state.key === keyOf(what) && (state.phase === 'loading' || state.phase === 'speaking')
      if (on) stop()
      else void say(what)
    },
    loud: () => deps.sounds.volume(volumeOf(deps.loudness())),
  }
}

export const volumeOf = (step: number): number => volumes[Math.max(0, Math.min(volumes.length - 1, step))] as number

export type Player = ReturnType<typeof createPlayer>
