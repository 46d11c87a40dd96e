import { reactive, shallowReactive } from 'vue'
import type { Devices } from './devices'
import { deviceTrouble } from './troubles'
import type { DeviceWord } from './types'

type Kind = 'camera' | 'microphone'

// createLocal holds what this page captures. It is the only place that opens a
// device, so closing it is sure to leave no camera on.
export function createLocal(devices: Devices, onChange: () => void) {
  const words = reactive<Record<Kind, DeviceWord>>({ camera: 'off', microphone: 'off' })
  const tracks = shallowReactive<Record<Kind | 'paper', MediaStreamTrack | null>>({ camera: null, microphone: null, paper: null })
  const paper = reactive({ own: true, trouble: '' as '' | DeviceWord })
  const wanted = { camera: 0, microphone: 0, paper: 0 } // a closed device drops the answer that is still to come

  function set(kind: Kind, track: MediaStreamTrack | null, word: DeviceWord) {
    tracks[kind] = track
    words[kind] = word
    onChange()
  }

  async function open(kind: Kind): Promise<boolean> {
    if (tracks[kind]?.readyState === 'live') {
      if (kind === 'microphone') unmute()
      return true
    }
    const mine = ++wanted[kind]
    try {
      const track = await devices[kind]()
      if (mine !== wanted[kind]) {
        track.stop()
        return false
      }
      // Only a device that went away by itself ends a track without stop().
      track.addEventListener('ended', () => tracks[kind] === track && set(kind, null, 'missing'))
      set(kind, track, 'on')
      return true
    } catch (e) {
      if (mine === wanted[kind]) set(kind, null, deviceTrouble(e))
      return false
    }
  }

  function close(kind: Kind) {
    wanted[kind]++
    const track = tracks[kind]
    track?.stop()
    if (track !== null || words[kind] !== 'off') set(kind, null, 'off')
  }

  // A muted microphone stays open, so that talking again takes no time.
  function mute() {
    if (tracks.microphone === null) return
    tracks.microphone.enabled = false
    set('microphone', tracks.microphone, 'off')
  }
  function unmute() {
    if (tracks.microphone === null) return
    tracks.microphone.enabled = true
    set('microphone', tracks.microphone, 'on')
  }

  async function openPaper(label: string | undefined): Promise<boolean> {
    closePaper()
    const mine = ++wanted.paper
    paper.trouble = ''
    try {
      const { track, own } = await devices.paper(label)
      if (mine !== wanted.paper) {
        track.stop()
        return false
      }
      track.addEventListener('ended', () => tracks.paper === track && closePaper())
      paper.own = own
      tracks.paper = track
      onChange()
      return true
    } catch (e) {
      if (mine === wanted.paper) paper.trouble = deviceTrouble(e)
      return false
    }
  }
  function closePaper() {
    wanted.paper++
    tracks.paper?.stop()
    tracks.paper = null
    onChange()
  }

  function closeAll() {
    close('camera')
    close('microphone')
    closePaper()
  }

  return { words, tracks, paper, open, close, mute, unmute, openPaper, closePaper, closeAll }
}

export type Local = ReturnType<typeof createLocal>
