import { writeFileSync } from 'node:fs'
import { test as base, type Browser, type BrowserContextOptions } from '@playwright/test'
import { Desk } from './desk.ts'
import { Guard } from './guard.ts'
import { Installation, type Timing } from './installation.ts'
import { Kiosk } from './kiosk.ts'

export { expect } from '@playwright/test'

export const portrait = { width: 1080, height: 1920 }
export const landscape = { width: 1920, height: 1080 }
export const laptop = { width: 1366, height: 768 }
export const phone = { width: 390, height: 844 }

export interface Options {
  /** The kiosk's screen. */
  cabinet: { width: number; height: number }
  /** The console's window. */
  window: { width: number; height: number }
}

interface Fixtures {
  tidy: void
  guard: Guard
  kiosk: Kiosk
  /** The console with the operator signed in. */
  desk: Desk
  /** The console before anybody signed in. */
  door: Desk
}

interface WorkerFixtures {
  timing: Timing
  site: Installation
}

/** A page of its own, as a citizen's or an operator's browser would have it. */
export async function open(browser: Browser, guard: Guard, options: BrowserContextOptions) {
  const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', ...options })
  await guard.watch(context)
  return { context, page: await context.newPage() }
}

export const test = base.extend<Fixtures & Options, WorkerFixtures>({
  cabinet: [portrait, { option: true }],
  window: [laptop, { option: true }],
  // Long enough that no test meets the idle warning unless it wants to.
  timing: [{ idle: '10m', warn: '25s' }, { option: true, scope: 'worker' }],

  site: [
    async ({ timing }, use) => {
      const site = new Installation()
      try {
        await site.start(timing)
        await use(site)
      } finally {
        await site.stop()
      }
    },
    { scope: 'worker', timeout: 120_000 },
  ],

  tidy: [
    async ({ site }, use, info) => {
      await site.startAll()
      await site.vterm.tidy()
      await use()
      if (info.status === info.expectedStatus) return
      for (const { name, text } of site.logs()) {
        const path = info.outputPath(`${name}.log`)
        writeFileSync(path, text)
        await info.attach(`${name}.log`, { path, contentType: 'text/plain' })
      }
    },
    { auto: true, timeout: 120_000 },
  ],

  guard: async ({ site }, use) => {
    const guard = new Guard(() => [site.kioskUrl, site.fleetUrl, ...site.seconds.map((s) => s.kioskUrl)])
    await use(guard)
    guard.check()
  },

  kiosk: async ({ browser, guard, cabinet, site, tidy: _ }, use) => {
    const { context, page } = await open(browser, guard, { viewport: cabinet, hasTouch: true })
    const kiosk = new Kiosk(page, site, guard)
    await kiosk.open()
    await kiosk.printerReady(true)
    await kiosk.readerReady(true)
    await use(kiosk)
    await context.close()
  },

  door: async ({ browser, guard, window, site, timing, tidy: _ }, use) => {
    const { context, page } = await open(browser, guard, { viewport: window, ignoreHTTPSErrors: timing.wired === true })
    await use(new Desk(page, site, guard))
    await context.close()
  },

  desk: async ({ door, site }, use) => {
    await door.signIn(site.operator)
    await use(door)
  },
})
