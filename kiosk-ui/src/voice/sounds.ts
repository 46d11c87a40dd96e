import type { Sounds } from './player'

/** Plays through the browser's own audio element; a sound leaves no address behind. */
export function browserSounds(): Sounds {
  let audio: HTMLAudioElement | null = null
  let address = ''
  function stop() {
    if (audio === null) return
    audio.onended = audio.onerror = null
    audio.pause()
    audio.removeAttribute('src')
    audio = null
    URL.revokeObjectURL(address)
  }
  return {
    stop,
    volume(to) {
      if (audio !== null) audio.volume = to
    },
    async play(wav, volume, ended) {
      stop()
      const mine = new Audio()
      address = URL.createObjectURL(wav)
      audio = mine
      mine.volume = volume
      mine.onended = () => (stop(), ended(true))
      mine.onerror = () => (stop(), ended(false))
      mine.src = address
      await mine.play()
    },
  }
}
