import type { Page } from '@playwright/test'

/** What one sound of the page was. */
export interface Heard {
  seconds: number // by the samples
  peak: number // 0 to 1
  loud: number // the root of the mean square
  volume: number
}

interface Ear {
  heard: Heard[]
  playing: HTMLAudioElement[]
}

type Eared = Window & { ear: Ear }

/**
 * Puts an ear to the page before it opens: every audio element's file is taken
 * apart when it is played, and whether it still plays can be asked.
 */
export async function putEar(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const ear: Ear = { heard: [], playing: [] }
    ;(window as unknown as Eared).ear = ear
    const files = new Map<string, Blob>()
    const create = URL.createObjectURL.bind(URL)
    URL.createObjectURL = (what) => {
      const address = create(what)
      if (what instanceof Blob) files.set(address, what)
      return address
    }
    // eslint-disable-next-line @typescript-eslint/unbound-method
    const play = HTMLMediaElement.prototype.play
    HTMLMediaElement.prototype.play = async function (this: HTMLMediaElement) {
      const file = files.get(this.src)
      if (this instanceof HTMLAudioElement && file) {
        ear.playing.push(this)
        const bytes = new DataView(await file.arrayBuffer())
        const text = (at: number) => String.fromCharCode(...[0, 1, 2, 3].map((i) => bytes.getUint8(at + i)))
        if (text(0) !== 'RIFF' || text(8) !== 'WAVE' || text(36) !== 'data') throw new Error('what is played is no WAV file')
        const samples = bytes.getUint32(40, true) / 2
        if (44 + 2 * samples !== bytes.byteLength) throw new Error('the WAV file tells a wrong length')
        let peak = 0
        let squares = 0
        for (let i = 0; i < samples; i++) {
          const v = bytes.getInt16(44 + 2 * i, true) / 32768
          peak = Math.max(peak, Math.abs(v))
          squares += v * v
        }
        ear.heard.push({ seconds: samples / bytes.getUint32(24, true), peak, loud: Math.sqrt(squares / samples), volume: this.volume })
      }
      return play.call(this)
    }
  })
}

export const heard = (page: Page): Promise<Heard[]> => page.evaluate(() => (window as unknown as Eared).ear.heard)

/** Whether anything sounds now. */
export const sounding = (page: Page): Promise<boolean> =>
  page.evaluate(() => (window as unknown as Eared).ear.playing.some((a) => !a.paused && !a.ended))
