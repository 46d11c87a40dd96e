import type { Page } from '@playwright/test'

/** When something happened in a page, by the machine's clock in ms. */
export interface Marks {
  answered: number // the lawyer's touch on "answer"
  signal: number // the first WebSocket to the rooms
  frame: number // the first picture of the other side was shown
}

declare global {
  interface Window {
    marks: Marks
    peers: RTCPeerConnection[]
  }
}

/** Has a page note its marks, from its next load on. */
export async function note(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const none = { answered: 0, signal: 0, frame: 0 }
    window.marks = { ...none }
    window.peers = []
    const first = (what: keyof typeof none) => (window.marks[what] ||= performance.timeOrigin + performance.now())
    document.addEventListener('click', (e) => e.target instanceof Element && e.target.closest('.answer') && first('answered'), true)
    window.WebSocket = class extends WebSocket {
      constructor(url: string | URL, protocols?: string | string[]) {
        super(url, protocols)
        if (new URL(url, location.href).pathname.startsWith('/rtc')) first('signal')
      }
    }
    window.RTCPeerConnection = class extends RTCPeerConnection {
      constructor(config?: RTCConfiguration) {
        super(config)
        window.peers.push(this)
      }
    }
    const watched = new WeakSet<HTMLVideoElement>()
    new MutationObserver(() => {
      for (const v of document.querySelectorAll<HTMLVideoElement>('[data-testid="talk"] video:not(.mirror), [data-test="remote-main"] video, video.bare')) {
        if (watched.has(v)) continue
        watched.add(v)
        v.requestVideoFrameCallback(() => first('frame'))
      }
    }).observe(document, { childList: true, subtree: true })
  })
}

export const marks = (page: Page): Promise<Marks> => page.evaluate(() => window.marks)

export const forget = (page: Page): Promise<void> =>
  page.evaluate(() => {
    window.marks = { answered: 0, signal: 0, frame: 0 }
    window.peers = []
  })

export interface Stream {
  width: number
  height: number
  frames: number
  bytes: number
}

/** What a page has got of the other side's picture so far. */
export const incoming = (page: Page): Promise<Stream> =>
  page.evaluate(async () => {
    const best = { width: 0, height: 0, frames: 0, bytes: 0 }
    for (const peer of window.peers) {
      if (peer.connectionState === 'closed') continue
      for (const s of (await peer.getStats()).values() as Iterable<Record<string, unknown>>) {
        if (s['type'] !== 'inbound-rtp' || s['kind'] !== 'video' || Number(s['bytesReceived']) <= best.bytes) continue
        Object.assign(best, { width: Number(s['frameWidth']), height: Number(s['frameHeight']), frames: Number(s['framesDecoded']), bytes: Number(s['bytesReceived']) })
      }
    }
    return best
  })
