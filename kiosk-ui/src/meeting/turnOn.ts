import { ref } from 'vue'
import type { Local } from './local'

const unseen = 800 // ms until one is seen by somebody of whom no picture came

export interface Wishes {
  cameraOff: boolean
  microphoneOff: boolean
}

// createTurnOn opens a citizen's devices at the begin of a talk, as far as they
// agreed: as soon as they see who is there, or a moment later. So nobody is seen
// by somebody unseen, and a small machine brings the first picture sooner. What
// they switch off meanwhile stays off.
export function createTurnOn(local: Pick<Local, 'open' | 'close' | 'mute' | 'tracks'>, wishes: () => Wishes) {
  const turning = ref(false) // on their way, or waiting for that
  let timer: ReturnType<typeof setTimeout> | undefined

  async function now() {
    stopWaiting()
    const kinds = [wishes().cameraOff ? [] : ['camera' as const], wishes().microphoneOff ? [] : ['microphone' as const]].flat()
    await Promise.all(kinds.map((kind) => local.open(kind)))
    turning.value = false
  }
  function stopWaiting() {
    clearTimeout(timer)
    timer = undefined
  }

  return {
    turning,
    begin() {
      turning.value = true
      timer = setTimeout(() => void now(), unseen)
    },
    saw: () => timer !== undefined && void now(),
    stop() {
      stopWaiting()
      turning.value = false
    },
    // silence and darken take back also what is still being opened.
    silence() {
      wishes().microphoneOff = true
      if (local.tracks.microphone === null) local.close('microphone')
      else local.mute()
    },
    darken() {
      wishes().cameraOff = true
      local.close('camera')
    },
  }
}
