// A soft click under each touch, made on the spot: no file to load. The
// browser lets it sound from the first touch on.
let context: AudioContext | null = null

export function click() {
  try {
    context ??= new AudioContext()
    const at = context.currentTime
    const tone = context.createOscillator()
    const level = context.createGain()
    tone.type = 'sine'
    tone.frequency.setValueAtTime(520, at)
    tone.frequency.exponentialRampToValueAtTime(260, at + 0.05)
    level.gain.setValueAtTime(0.06, at)
    level.gain.exponentialRampToValueAtTime(0.0001, at + 0.07)
    tone.connect(level).connect(context.destination)
    tone.start(at)
    tone.stop(at + 0.08)
  } catch {
    context = null // no sound device: a kiosk without a loudspeaker stays silent
  }
}
