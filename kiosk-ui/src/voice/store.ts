import { computed, inject, onScopeDispose, watch, type InjectionKey } from 'vue'
import { createPlayer, type PlayerDeps } from './player'
import type { Spoken } from './types'
import { usualLoudness, volumes } from './types'

export interface VoiceDeps extends Omit<PlayerDeps, 'loudness'> {
  visit: { loudness: number; warnUntil: number | null; settings: { spoken: boolean } }
  ready: () => boolean // the kiosk can read aloud
  hushed: () => boolean // nothing may be said by itself: a discreet theme, or not known yet
  calling: () => boolean // a call runs: nothing is said at all
  screen: () => string // changes when another screen is shown
  touched: () => void // who listens is there
}

const listeningEvery = 15_000 // ms; well under the shortest warning
const idle: Spoken = { kind: 'frame', id: 'idle' }
const hello: Spoken = { kind: 'frame', id: 'hello' }

// createVoice is reading aloud in one visit: what may be said when, and what
// ends it. It belongs to the scope that it is made in.
export function createVoice(deps: VoiceDeps) {
  const { visit } = deps
  const player = createPlayer({ ...deps, loudness: () => visit.loudness })
  const usable = computed(() => deps.ready() && !deps.calling())
  const on = computed(() => usable.value && visit.settings.spoken)

  /** Says something by itself, where that is wished and nobody is put in danger. */
  function offer(what: Spoken) {
    if (on.value && !deps.hushed()) void player.say(what, true)
  }
  function toggle(what: Spoken) {
    if (usable.value) player.toggle(what)
  }
  function louder() {
    visit.loudness = (visit.loudness + 1) % volumes.length
    player.loud()
  }

  // Leaving a screen ends what it said, before the next one speaks.
  watch([deps.screen, deps.lang], player.stop)
  watch(deps.calling, (now) => now && player.stop())
  watch(() => visit.settings.spoken, (now) => (now ? offer(hello) : player.stop()))
  // On a theme that others must not hear of, what is being said ends, and what
  // the visitor then asks for begins softly.
  watch(deps.hushed, (now, before) => {
    if (now) {
      if (player.state.auto) player.stop()
      visit.loudness = 0
    } else if (before && visit.loudness === 0) {
      visit.loudness = usualLoudness
    }
  })
  watch(() => visit.warnUntil !== null, (warned) => (warned ? offer(idle) : player.is(idle) && player.stop()))

  // Who asked to be read to does not touch the screen meanwhile.
  const timer = setInterval(() => {
    if (player.state.phase === 'speaking' && !player.state.auto && visit.warnUntil === null) deps.touched()
  }, listeningEvery)
  onScopeDispose(() => {
    clearInterval(timer)
    player.stop()
  })

  return { state: player.state, usable, on, is: player.is, loudness: () => visit.loudness, offer, toggle, louder, stop: player.stop }
}

export type Voice = ReturnType<typeof createVoice>
export const voiceKey: InjectionKey<Voice> = Symbol('voice')

export function useVoice(): Voice {
  const voice = inject(voiceKey)
  if (voice === undefined) throw new Error('cannot read aloud: provide(voiceKey, …) is missing')
  return voice
}
