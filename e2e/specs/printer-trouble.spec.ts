import type { Kiosk } from '../lib/kiosk.ts'
import { expect, test } from '../lib/test.ts'
import { say, zh } from '../lib/words.ts'

// What a visitor reads when the printer cannot: plain words, the phone's code
// instead, and the choice to wait or to cancel.

const phoneCode = (kiosk: Kiosk) => kiosk.page.getByRole('dialog').getByRole('img', { name: zh.phone.label })
const outcome = (kiosk: Kiosk, name: string) => kiosk.page.getByRole('dialog').getByRole('heading', { name, exact: true })

const before = [
  { what: 'no paper', knobs: { paper: 0 }, status: zh.status.paperOut, reason: zh.reason['media-empty'] },
  { what: 'a jam', knobs: { jam: true }, status: zh.status.jam, reason: zh.reason['media-jam'] },
  { what: 'an open cover', knobs: { cover: true }, status: zh.status.cover, reason: zh.reason['cover-open'] },
]

for (const { what, knobs, status, reason } of before) {
  test(`${what} before printing: said at once, and printed after it is mended`, async ({ kiosk, site }) => {
    await site.vterm.printer(knobs)
    await kiosk.printerReady(false)
    await kiosk.begin()
    await expect(kiosk.page.locator('.top').getByText(status)).toBeVisible()
    await kiosk.openGuide()
    const dialog = await kiosk.openPrint()
    await expect(dialog.getByText(status)).toBeVisible()
    await expect(phoneCode(kiosk)).toBeVisible()

    await kiosk.tap(zh.print.go)
    await expect(outcome(kiosk, zh.print.stopped)).toBeVisible()
    await expect(dialog.getByText(reason)).toBeVisible()
    await expect(phoneCode(kiosk)).toBeVisible()
    await kiosk.tap(zh.print.wait)
    await site.vterm.printer({ paper: 50, jam: false, cover: false })
    await expect(outcome(kiosk, zh.print.printed)).toBeVisible()
    await kiosk.tap(dialog.getByRole('button', { name: zh.print.done, exact: true }))
    await expect(kiosk.page.locator('.top').getByText(zh.status.ready)).toBeVisible()
  })
}

test('paper runs out during printing: the job stops and goes on after a refill', async ({ kiosk, site }) => {
  await site.vterm.printer({ paper: 1, page_ms: 300 })
  await kiosk.begin()
  await kiosk.openGuide()
  const dialog = await kiosk.openPrint()
  await kiosk.tap(dialog.getByRole('button', { name: zh.print.more }))
  await kiosk.tap(zh.print.go)
  await expect(outcome(kiosk, zh.print.stopped)).toBeVisible()
  await expect(dialog.getByText(zh.reason['media-empty'])).toBeVisible()
  await site.vterm.printer({ paper: 50, page_ms: 20 })
  await expect(outcome(kiosk, zh.print.printed)).toBeVisible()
  const paper = (await site.vterm.papers())[0]!
  await expect(dialog.getByText(say(zh.print.printedText, { n: paper.pages * 2 }))).toBeVisible()
})

test('a stopped job can be cancelled, and says what came out', async ({ kiosk, site }) => {
  const papers = (await site.vterm.papers()).length
  await site.vterm.printer({ paper: 0 })
  await kiosk.printerReady(false)
  await kiosk.begin()
  await kiosk.openGuide()
  const dialog = await kiosk.openPrint()
  await kiosk.tap(zh.print.go)
  await expect(outcome(kiosk, zh.print.stopped)).toBeVisible()
  await kiosk.tap(zh.print.cancel)
  await expect(outcome(kiosk, zh.print.canceled)).toBeVisible()
  await expect(dialog.getByText(zh.print.canceledNone)).toBeVisible()
  await site.vterm.printer({ paper: 50 })
  await kiosk.printerReady(true)
  expect(await site.vterm.papers(), 'nothing is printed late').toHaveLength(papers)
})

test('a printer that is not there: the file waits and is printed when it returns', async ({ kiosk, site }) => {
  await site.vterm.printer({ offline: true })
  await kiosk.printerReady(false)
  await kiosk.begin()
  await expect(kiosk.page.locator('.top').getByText(zh.status.offline)).toBeVisible()
  await kiosk.openGuide()
  const dialog = await kiosk.openPrint()
  await expect(dialog.getByText(zh.status.offline)).toBeVisible()
  await kiosk.tap(zh.print.go)
  await expect(phoneCode(kiosk)).toBeVisible()
  await expect(outcome(kiosk, zh.print.printed)).toBeHidden()
  await site.vterm.printer({ offline: false })
  await expect(outcome(kiosk, zh.print.printed)).toBeVisible()
})

test('progress shows the page that is being printed', async ({ kiosk, site }) => {
  await site.vterm.printer({ page_ms: 1500 })
  await kiosk.begin()
  await kiosk.openGuide()
  const dialog = await kiosk.openPrint()
  await kiosk.tap(zh.print.go)
  await expect(outcome(kiosk, zh.print.printing)).toBeVisible()
  await expect(dialog.getByRole('progressbar')).toBeVisible()
  await expect(dialog.getByText(/第 \d+ 页 \/ 共 \d+ 页/)).toBeVisible()
  await site.vterm.printer({ page_ms: 20 })
  await expect(outcome(kiosk, zh.print.printed)).toBeVisible()
})

test('the phone code opens the same guide at the fleet', async ({ kiosk, site, browser, guard }) => {
  await kiosk.begin()
  const guide = await kiosk.openGuide()
  await kiosk.tap(zh.guide.phone)
  const code = kiosk.page.getByRole('dialog', { name: zh.phone.title }).getByRole('img')
  await expect(code).toBeVisible()
  expect(await code.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)).toBe(true)
  const { qr } = await kiosk.api<{ qr: string }>(`/api/content/guides/${guide.id}?lang=zh-CN&via=tile`)
  expect(qr.startsWith(`${site.fleetUrl}/g/${guide.id}`)).toBe(true)
  const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
  await guard.watch(context)
  const phone = await context.newPage()
  await phone.goto(qr)
  await expect(phone.getByRole('heading', { name: guide.title })).toBeVisible()
  await context.close()
})
