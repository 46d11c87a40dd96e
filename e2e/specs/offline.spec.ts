import { daemonAway } from '../lib/guard.ts'
import { expect, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

test('without the fleet everything works, and its counts arrive later', async ({ kiosk, desk, site }) => {
  test.setTimeout(150_000)
  desk.guard.expectErrors(...daemonAway, /status of 40[13]/)
  await desk.kioskIs('in-service')
  const before = await desk.kiosk()
  await site.fleet.stop()

  await kiosk.begin()
  await expect.poll(async () => (await kiosk.terminal()).fleet.connected).toBe(false)
  await kiosk.openGuide()
  await kiosk.openPrint()
  await kiosk.tap(zh.print.go)
  await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
  await kiosk.tap(kiosk.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
  await kiosk.tap(zh.frame.home)
  await kiosk.tap(kiosk.page.locator('.find .box'))
  await kiosk.tap(zh.search.words[0])
  await expect(kiosk.page.locator('.found .list button').first()).toBeVisible()
  await kiosk.end()

  await site.fleet.start()
  // The pause between attempts grows to half a minute.
  await expect.poll(async () => (await kiosk.terminal()).fleet.connected, { timeout: 45_000 }).toBe(true)
  await expect.poll(async () => (await desk.kiosk()).visits_today).toBe(before.visits_today + 1)
  await expect.poll(async () => (await desk.kiosk()).prints_today).toBe(before.prints_today + 1)
})

test('kioskd is killed: the page says so, comes back by itself, and the visit is over', async ({ kiosk, site, guard }) => {
  guard.expectErrors(...daemonAway, /status of 40[49]/)
  await kiosk.begin()
  await kiosk.openGuide()
  await site.agent.kill()
  await expect(kiosk.heading(zh.lost.title)).toBeVisible()
  await site.agent.start()
  await expect(kiosk.heading(zh.ended.restart)).toBeVisible()
  await kiosk.tap(zh.ended.again)
  await kiosk.begin()
  await kiosk.openGuide()
  await expect(kiosk.button(zh.guide.print)).toBeVisible()
})

test('kioskd stops cleanly on SIGTERM and the attract screen returns after it', async ({ kiosk, site, guard }) => {
  guard.expectErrors(...daemonAway)
  expect(await site.agent.stop()).toBe(0)
  await expect(kiosk.heading(zh.lost.title)).toBeVisible()
  await site.agent.start()
  await expect(kiosk.startButton).toBeVisible()
})

test('the devices vanish: guides and phone codes stay, and all is well after their return', async ({ kiosk, site }) => {
  await kiosk.begin()
  await site.terminal.kill()
  await kiosk.printerReady(false)
  await kiosk.readerReady(false)
  await expect(kiosk.page.locator('.top').getByText(zh.status.offline)).toBeVisible()
  await kiosk.openGuide()
  await kiosk.tap(zh.guide.phone)
  await expect(kiosk.page.getByRole('dialog').getByRole('img', { name: zh.phone.label })).toBeVisible()
  await site.terminal.start()
  await kiosk.printerReady(true)
  await kiosk.readerReady(true)
  await expect(kiosk.page.locator('.top').getByText(zh.status.ready)).toBeVisible()
})

test('the fleet is killed: the console says so and goes on by itself', async ({ desk, site }) => {
  desk.guard.expectErrors(...daemonAway)
  await desk.go('/')
  const mark = desk.page.getByRole('banner').getByRole('status')
  await expect(mark).toHaveText('实时')
  await site.fleet.kill()
  await expect(mark).toHaveText('正在重连')
  await site.fleet.start()
  await expect(mark).toHaveText('实时')
})

test('the fleet is killed while a part of the page is on its way: the page stays, and comes when the fleet does', async ({ desk, site }) => {
  desk.guard.expectErrors(...daemonAway)
  await desk.page.route(/OverviewPage.*\.js$/, async (route) => {
    await site.fleet.kill()
    await route.continue()
  }, { times: 1 })
  await desk.go('/')
  const mark = desk.page.getByRole('banner').getByRole('status')
  await expect(mark).toHaveText('正在重连')
  await site.fleet.start()
  await expect(mark).toHaveText('实时')
  await expect(desk.page.getByRole('heading', { level: 1 })).toBeVisible()
})
