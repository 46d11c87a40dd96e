import { ref, shallowRef } from 'vue'

export const longestVoice = 180 // s
const types = ['audio/webm;codecs=opus', 'audio/ogg;codecs=opus', 'audio/webm']

// createRecorder records one spoken message, at most three minutes of Opus. The
// sound stays in the page until it is sent or thrown away.
export function createRecorder(open: () => Promise<MediaStreamTrack>, now: () => number) {
  const state = ref<'idle' | 'recording' | 'ready' | 'playing'>('idle')
  const seconds = ref(0)
  const track = shallowRef<MediaStreamTrack | null>(null)
  const sound = shallowRef<Blob | null>(null)
  let recorder: MediaRecorder | null = null
  let began = 0
  let timer: ReturnType<typeof setInterval> | undefined
  let player: { stop: () => void } | null = null

  function letGo() {
    clearInterval(timer)
    track.value?.stop()
    track.value = null
    recorder = null
  }

  // start throws what getUserMedia throws.
  async function start() {
    discard()
    const got = await open()
    track.value = got
    const mimeType = types.find((t) => MediaRecorder.isTypeSupported(t))
    recorder = new MediaRecorder(new MediaStream([got]), { mimeType, audioBitsPerSecond: 32_000 })
    const parts: Blob[] = []
    recorder.ondataavailable = (e) => parts.push(e.data)
    recorder.onstop = () => {
      if (state.value === 'recording') {
        sound.value = new Blob(parts, { type: (mimeType ?? 'audio/webm').split(';')[0] })
        state.value = 'ready'
      }
      letGo()
    }
    recorder.start(1000)
    began = now()
    state.value = 'recording'
    timer = setInterval(() => {
      seconds.value = Math.floor((now() - began) / 1000)
      if (seconds.value >= longestVoice) stop()
    }, 200)
  }
  function stop() {
    if (recorder?.state === 'recording') recorder.stop()
  }

  // Played through Web Audio: the page's policy allows no blob: sources.
  async function play() {
    if (sound.value === null) return
    const context = new AudioContext()
    try {
      const heard = await context.decodeAudioData(await sound.value.arrayBuffer())
      const source = context.createBufferSource()
      source.buffer = heard
      source.connect(context.destination)
      source.onended = () => {
        void context.close().catch(() => undefined)
        player = null
        if (state.value === 'playing') state.value = 'ready'
      }
      player = source
      state.value = 'playing'
      source.start()
    } catch {
      void context.close().catch(() => undefined)
      state.value = 'ready'
    }
  }
  const silence = () => player?.stop()

  function discard() {
    silence()
    state.value = 'idle'
    if (recorder?.state === 'recording') recorder.stop()
    letGo()
    sound.value = null
    seconds.value = 0
  }

  return { state, seconds, track, sound, start, stop, play, silence, discard }
}

export type Recorder = ReturnType<typeof createRecorder>
