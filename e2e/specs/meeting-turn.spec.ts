import { mkdirSync } from 'node:fs'
import type { Browser } from '@playwright/test'
import { Caller } from '../lib/caller.ts'
import { daemonAway, refused, roomClosed } from '../lib/guard.ts'
import { turnHost } from '../lib/installation.ts'
import { Kiosk } from '../lib/kiosk.ts'
import { expect, test as base } from '../lib/meet.ts'
import { launch, missing } from '../lib/netns.ts'
import { newest } from '../lib/pdf.ts'
import { open } from '../lib/test.ts'
import { consoleZh, zh } from '../lib/words.ts'

const words = zh.meeting

const test = base.extend<{ caller: Caller }, { shut: Browser }>({
  // A kiosk's browser that reaches its own daemon and, by TCP 443, the fleet: no UDP at all.
  shut: [
    async ({ site, launchOptions }, use) => {
      const why = await missing()
      base.skip(why !== undefined, why)
      const dir = site.path('shut')
      mkdirSync(dir)
      const kiosk = new URL(site.kioskUrl).host
      const browser = await launch({ ways: { 443: site.wires[0]!.address, [kiosk]: kiosk }, hosts: [turnHost], home: site.home, dir }, launchOptions)
      await use(browser)
      await browser.close()
    },
    { scope: 'worker', timeout: 60_000 },
  ],
  caller: async ({ shut, site, guard, cabinet, tidy: _ }, use) => {
    const { context, page } = await open(shut, guard, { viewport: cabinet, hasTouch: true })
    const kiosk = new Kiosk(page, site, guard)
    await kiosk.open()
    await use(new Caller(kiosk))
    await context.close()
  },
})

test.use({ timing: { idle: '10m', warn: '25s', wired: true } })

test('a whole meeting where UDP is blocked, and the kiosk is cut off for a minute in it', async ({ caller, lawyer, site, guard }) => {
  test.setTimeout(240_000)
  const { kiosk } = caller
  await caller.toQueue()
  await lawyer.answer()
  await caller.sees()
  await lawyer.sees()
  const { id } = await caller.call()

  await test.step('everything of the kiosk is cut for 60 s: signals, media by the relay, MQTT', async () => {
    guard.expectErrors(...daemonAway, refused(401, 403, 404, 409, 502, 503, 504), /ERR_(TIMED_OUT|CONNECTION_CLOSED|ABORTED)/)
    const alert = caller.at('stage').getByRole('alert')
    const mended = new Promise<void>((done) => setTimeout(() => (site.wires.forEach((w) => w.mend()), done()), 60_000))
    for (const w of site.wires) w.cut()
    await expect(alert).toContainText(new RegExp(`${words.talk.down}|${words.talk.fleetDown}`), { timeout: 30_000 })
    await expect(alert).toContainText(words.talk.downText)
    await expect(lawyer.at('call')).toBeVisible()
    await mended
    await expect(alert).toHaveCount(0, { timeout: 45_000 })
    await caller.sees()
    await lawyer.sees()
    expect((await caller.call()).id).toBe(id)
  })

  await test.step('a guide comes out of the kiosk', async () => {
    const papers = (await site.vterm.papers()).length
    await lawyer.at('tab-library').click()
    await lawyer.at('guide-unpaid-wages').click()
    await lawyer.at('preview-print').click()
    await expect(lawyer.at('paper').first()).toHaveAttribute('data-state', 'printed')
    expect(await site.vterm.papers()).toHaveLength(papers + 1)
  })

  await lawyer.finish('1. 先去劳动监察投诉。')
  await kiosk.tap(caller.at('grade-5'))
  await kiosk.tap(caller.at('rating-send'))
  await kiosk.tap(caller.at('print-record'))
  await expect.poll(() => newest(site)).toContain('先去劳动监察投诉')
})

test('neither the media port nor the relay is reached: it is said with a next step, and the operator learns of it', async ({ lawyer, desk, site, guard, cabinet, launchOptions }) => {
  guard.expectErrors(refused(401, 403, 409), ...roomClosed)
  const dir = site.path('shutter')
  mkdirSync(dir)
  const host = new URL(site.kioskUrl).host
  const browser = await launch({ ways: { [host]: host }, hosts: [turnHost], home: site.home, dir }, launchOptions)
  try {
    const { page } = await open(browser, guard, { viewport: cabinet, hasTouch: true })
    const caller = new Caller(new Kiosk(page, site, guard))
    await caller.kiosk.open()
    await caller.toQueue()
    await lawyer.answer()
    const alert = caller.at('stage').getByRole('alert')
    await expect(alert).toContainText(words.talk.unreachable, { timeout: 45_000 })
    await expect(alert).toContainText('12348')
    const alarms = async () => (await desk.api<{ attention: { what: string }[] | null }>('/api/overview')).attention?.map((a) => a.what) ?? []
    await expect.poll(alarms).toContain('turn.unreachable')
    await desk.go('/')
    await expect(desk.page.getByText(consoleZh.what['turn-unreachable']).first()).toBeVisible()
    await lawyer.finish('画面不通，已改打 12348。')
    await expect(caller.kiosk.heading(words.rate.title)).toBeVisible()
  } finally {
    await browser.close()
  }
})
