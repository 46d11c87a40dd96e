// The page's own sounds, made on the spot: soft bells, no files.

const notes = {
  ring: [523.25, 659.25],
  answered: [523.25, 659.25, 783.99],
  test: [440, 554.37, 659.25],
  paper: [659.25],
} as const

export type Chime = keyof typeof notes

const gap = 0.22 // s between notes
const decay = 0.9 // s

// createChimes plays at the volume that is asked for (0 to 1). A browser that
// wants a touch first stays silent; nothing depends on a chime.
export function createChimes(volume: () => number) {
  let context: AudioContext | null = null
  return {
    play(chime: Chime) {
      try {
        context ??= new AudioContext()
        void context.resume().catch(() => undefined)
        const begin = context.currentTime + 0.02
        notes[chime].forEach((hz, i) => note(context as AudioContext, hz, begin + i * gap, volume()))
      } catch {
        context = null // no sound device
      }
    },
    close() {
      void context?.close().catch(() => undefined)
      context = null
    },
  }
}

function note(context: AudioContext, hz: number, at: number, volume: number) {
  const tone = context.createOscillator()
  const loud = context.createGain()
  tone.type = 'sine'
  tone.frequency.value = hz
  loud.gain.setValueAtTime(0, at)
  loud.gain.linearRampToValueAtTime(0.28 * volume, at + 0.02)
  loud.gain.exponentialRampToValueAtTime(0.0008, at + decay)
  tone.connect(loud).connect(context.destination)
  tone.start(at)
  tone.stop(at + decay + 0.05)
}

export type Chimes = ReturnType<typeof createChimes>
