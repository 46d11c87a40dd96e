import { chromium, type Page } from '@playwright/test'
import { Caller } from './caller.ts'
import type { Practice } from './installation.ts'
import { roomClosed } from './guard.ts'
import { Kiosk } from './kiosk.ts'
import { LawyerDesk } from './lawyer.ts'
import { open, test as base } from './test.ts'

export { expect } from './test.ts'

type Seat = (practice?: Practice) => Promise<LawyerDesk>
type Without = (flag: RegExp) => Promise<Caller>

let seats = 0

/** Tests in which a citizen meets lawyers. */
export const test = base.extend<{ seat: Seat; lawyer: LawyerDesk; caller: Caller; window2: () => Promise<Page>; callerWithout: Without }>({
  // More windows of other people, each with cookies of its own.
  window2: async ({ browser, guard, window, timing }, use) => {
    const contexts: { close(): Promise<void> }[] = []
    await use(async () => {
      const context = await browser.newContext({ locale: 'zh-CN', timezoneId: 'Asia/Shanghai', reducedMotion: 'reduce', viewport: window, ignoreHTTPSErrors: timing.wired === true })
      contexts.push(context)
      await guard.watch(context)
      return context.newPage()
    })
    for (const c of contexts) await c.close()
  },

  // Lawyers on duty; they are away again when the test ends, so that no later call rings at them.
  seat: async ({ site, guard, window2 }, use) => {
    const desks: LawyerDesk[] = []
    guard.expectErrors(/status of 401/, ...roomClosed) // a sign-in's first answer asks for the code
    await use(async (practice) => {
      const desk = new LawyerDesk(await window2(), site, guard, await site.addLawyer(`seat${process.pid}x${++seats}`, practice))
      desks.push(desk)
      await desk.signIn()
      await desk.duty('on')
      return desk
    })
    for (const d of desks) {
      await d.page.request.put(`${site.fleetUrl}/api/desk/duty`, { data: { state: 'away' }, headers: { Origin: site.fleetUrl } }).catch(() => undefined)
    }
  },
  lawyer: async ({ seat }, use) => use(await seat()),
  caller: async ({ kiosk }, use) => use(new Caller(kiosk)),

  // A citizen whose browser is started without some of the usual arguments.
  callerWithout: async ({ site, guard, cabinet, launchOptions, tidy: _ }, use) => {
    const browsers: { close(): Promise<void> }[] = []
    await use(async (flag) => {
      const browser = await chromium.launch({ ...launchOptions, args: launchOptions.args?.filter((a) => !flag.test(a)) ?? [] })
      browsers.push(browser)
      const { page } = await open(browser, guard, { viewport: cabinet, hasTouch: true })
      const kiosk = new Kiosk(page, site, guard)
      await kiosk.open()
      return new Caller(kiosk)
    })
    for (const b of browsers) await b.close()
  },
})
