import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import { createRequire } from 'node:module'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import type { BrowserContext, Page } from '@playwright/test'
import type * as LiveKit from '../../kiosk-ui/node_modules/livekit-client'
import { root } from '../lib/paths.ts'
import { note } from './marks.ts'
import { listens } from './proc.ts'

// livekit-client on an empty page: nothing but joining and showing the picture.

declare global {
  interface Window {
    LivekitClient: typeof LiveKit
    bareRoom: LiveKit.Room | undefined
  }
}

/** Serves the page and livekit-client; a page that only a test made up could not reach loopback. */
export async function barePlace(): Promise<{ url: string; close(): void }> {
  const script = createRequire(join(root, 'kiosk-ui/package.json')).resolve('livekit-client').replace(/[^/]*$/, 'livekit-client.umd.js')
  const server = createServer((asked, answer) => {
    const wantsScript = asked.url === '/livekit.js'
    answer.setHeader('Content-Type', wantsScript ? 'text/javascript' : 'text/html')
    answer.end(wantsScript ? readFileSync(script) : '<!doctype html><title>bare</title><body><script src="/livekit.js"></script></body>')
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, close: () => server.close() }
}

export async function barePage(context: BrowserContext, url: string): Promise<Page> {
  const page = await context.newPage()
  await note(page)
  await page.goto(url)
  await page.evaluate(() => window.LivekitClient.setLogLevel('silent'))
  return page
}

/** Joins at a moment, opens and sends camera and microphone as the product does, and comes back when it is in. */
export const enter = (page: Page, url: string, token: string, at: number): Promise<void> =>
  page.evaluate(
    async ({ url, token, at }) => {
      const { createLocalTracks, Room, RoomEvent } = window.LivekitClient
      const room = (window.bareRoom = new Room({ adaptiveStream: false, dynacast: false }))
      room.on(RoomEvent.TrackSubscribed, (track) => {
        if (track.kind !== 'video') return
        const video = track.attach()
        video.className = 'bare'
        document.body.append(video)
      })
      await new Promise((go) => setTimeout(go, at - (performance.timeOrigin + performance.now())))
      const own = createLocalTracks({ audio: true, video: { resolution: { width: 1280, height: 720, frameRate: 25 } } })
      await room.connect(url, token)
      const as = { simulcast: false, videoCodec: 'vp8', videoEncoding: { maxBitrate: 1_700_000, maxFramerate: 25 } } as const
      await Promise.all((await own).map((track) => room.localParticipant.publishTrack(track, as)))
    },
    { url, token, at },
  )

export const leave = (page: Page): Promise<void> =>
  page.evaluate(async () => {
    await window.bareRoom?.disconnect(true)
    document.body.replaceChildren()
  })

/** Where fleetd's LiveKit serves, which the product's pages reach by the gate only. */
export async function livekit(pid: number, fleetUrl: string): Promise<string> {
  for (const port of listens(pid)) {
    const url = `http://127.0.0.1:${port}`
    if (url === fleetUrl) continue
    const answer = await fetch(`${url}/rtc/validate?access_token=none`, { signal: AbortSignal.timeout(2000) }).catch(() => undefined)
    if (answer?.status === 401) return `ws://127.0.0.1:${port}`
  }
  throw new Error('cannot find the port of fleetd\'s LiveKit')
}
