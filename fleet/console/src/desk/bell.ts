import { readonly, ref } from 'vue'

// The ring: two tones of a desk telephone, made by the browser, no file.

const kept = 'lk.desk.volume'
const everyMs = 2_600

const volume = ref(first())
const ready = ref(false)
export const bellVolume = readonly(volume)
/** Browsers make no sound before the first click on a page. */
export const bellReady = readonly(ready)

let context: AudioContext | null = null
let timer = 0

function first(): number {
  const stored = localStorage.getItem(kept)
  const n = stored === null ? 0.6 : Number(stored)
  return n >= 0 && n <= 1 ? n : 0.6
}

export function setVolume(to: number): void {
  volume.value = Math.min(1, Math.max(0, to))
  localStorage.setItem(kept, String(volume.value))
}

/** Wakes the sound; called with each click until it works. */
export async function unlockBell(): Promise<void> {
  try {
    context ??= new AudioContext()
    await context.resume()
    ready.value = context.state === 'running'
  } catch {
    ready.value = false // no sound device: the ring is still to be seen
  }
}

function tone(at: number, frequency: number, seconds: number): void {
  if (!context || volume.value === 0) return
  const wave = new OscillatorNode(context, { type: 'sine', frequency })
  const over = new OscillatorNode(context, { type: 'triangle', frequency: frequency * 2 })
  const gain = new GainNode(context, { gain: 0 })
  const soft = new GainNode(context, { gain: 0.25 })
  wave.connect(gain)
  over.connect(soft).connect(gain)
  gain.connect(context.destination)
  gain.gain.setValueAtTime(0, at)
  gain.gain.linearRampToValueAtTime(volume.value * 0.5, at + 0.02)
  gain.gain.exponentialRampToValueAtTime(0.0001, at + seconds)
  for (const o of [wave, over]) {
    o.start(at)
    o.stop(at + seconds)
  }
}

/** One ring, as a test of the volume too. */
export function ringOnce(): void {
  if (!context) return
  const now = context.currentTime
  for (const [i, frequency] of [659, 523, 659, 523].entries()) tone(now + i * 0.19, frequency, 0.5)
}

export function startBell(): void {
  if (timer) return
  ringOnce()
  timer = window.setInterval(ringOnce, everyMs)
}

export function stopBell(): void {
  window.clearInterval(timer)
  timer = 0
}
