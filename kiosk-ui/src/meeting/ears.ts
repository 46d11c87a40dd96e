import { ref } from 'vue'

export const quietest = 0.3 // the volume's floor: it can be turned down, not lost
export const volumeStep = 0.1

// createEars plays the sound of the others, one element for each, so that it
// goes on while another screen is read.
export function createEars() {
  const volume = ref(0.9)
  const blocked = ref(false) // the browser wants a touch before it plays
  const playing = new Map<MediaStreamTrack, HTMLAudioElement>()

  function start(el: HTMLAudioElement) {
    el.play().then(
      () => undefined,
      (e: unknown) => (blocked.value ||= e instanceof DOMException && e.name === 'NotAllowedError'),
    )
  }
  function hear(tracks: readonly MediaStreamTrack[]) {
    for (const [track, el] of playing) {
      if (tracks.includes(track)) continue
      el.srcObject = null
      playing.delete(track)
    }
    for (const track of tracks) {
      if (playing.has(track)) continue
      const el = new Audio()
      el.srcObject = new MediaStream([track])
      el.volume = volume.value
      playing.set(track, el)
      start(el)
    }
  }
  function setVolume(to: number) {
    volume.value = Math.round(Math.min(1, Math.max(quietest, to)) * 100) / 100
    for (const el of playing.values()) el.volume = volume.value
  }
  function unblock() {
    blocked.value = false
    for (const el of playing.values()) start(el)
  }
  return { volume, blocked, hear, setVolume, unblock, close: () => hear([]) }
}

export type Ears = ReturnType<typeof createEars>
