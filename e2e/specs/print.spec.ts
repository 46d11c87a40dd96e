import { join } from 'node:path'
import { flat, order, textOf } from '../lib/pdf.ts'
import { expect, test } from '../lib/test.ts'
import { consoleZh, like, say, zh } from '../lib/words.ts'

test('a touch becomes a printed guide and the operator sees it', async ({ kiosk, desk, site }) => {
  await desk.kioskIs('in-service')
  const before = await desk.kiosk()
  const papers = (await site.vterm.papers()).length

  await kiosk.begin()
  const guide = await kiosk.openGuide('unpaid-wages')
  await expect(kiosk.button(zh.guide.print)).toBeInViewport({ ratio: 1 })
  expect(kiosk.touches, 'touches to the print button').toBeLessThanOrEqual(3)

  const dialog = await kiosk.openPrint()
  await kiosk.tap(zh.print.go)
  await expect(dialog.getByRole('heading', { name: zh.print.printed, exact: true })).toBeVisible()

  const printed = await site.vterm.papers()
  expect(printed).toHaveLength(papers + 1)
  const paper = printed[0]!
  await expect(dialog.getByText(say(zh.print.printedText, { n: paper.pages }))).toBeVisible()

  const text = await textOf(site.path('printed', paper.file))
  const parts = [guide.title, ...(guide.sections ?? []).map((s) => s.title)]
  expect(order(text, parts), parts.join(' / ')).toEqual([...order(text, parts)].filter((at) => at >= 0))
  for (const d of guide.deadlines ?? []) {
    expect(flat(text)).toContain(flat(d.within))
    expect(flat(text)).toContain(flat(d.what))
  }
  const { centre } = await kiosk.terminal()
  expect(flat(text)).toContain(centre.phone)
  expect(flat(text)).toContain(flat(centre.address.zh))
  for (let page = 1; page <= paper.pages; page++) {
    expect(flat(text)).toMatch(new RegExp(`第${page}页.{0,3}共${paper.pages}页`))
  }

  await kiosk.tap(dialog.getByRole('button', { name: zh.print.done, exact: true }))
  await kiosk.end()
  const drawer = await desk.openKiosk()
  const figure = (key: 'visits' | 'prints') =>
    drawer.getByRole('region', { name: consoleZh.kiosk.today }).getByRole('button', { name: new RegExp(consoleZh.kiosk[key]) }).locator('b')
  await expect(figure('visits')).toHaveText(String(before.visits_today + 1))
  await expect(figure('prints')).toHaveText(String(before.prints_today + 1))
  await expect(drawer.getByText(like(consoleZh.event['print-printed'])).first()).toBeVisible()
})

test('copies are limited and counted', async ({ kiosk, site }) => {
  const { limits } = await kiosk.terminal()
  await kiosk.begin()
  await kiosk.openGuide()
  const dialog = await kiosk.openPrint()
  const more = dialog.getByRole('button', { name: zh.print.more })
  for (let n = 1; n < limits.max_copies; n++) await kiosk.tap(more)
  await expect(more).toBeDisabled()
  await kiosk.tap(zh.print.go)
  await expect(dialog.getByRole('heading', { name: zh.print.printed, exact: true })).toBeVisible()
  const paper = (await site.vterm.papers())[0]!
  await expect(dialog.getByText(say(zh.print.printedText, { n: paper.pages * limits.max_copies }))).toBeVisible()

  const token = await kiosk.token()
  const many = await kiosk.call('POST', '/api/prints', token, { kind: 'guide', id: 'unpaid-wages', lang: 'zh-CN', copies: limits.max_copies + 1 })
  expect(many.status()).toBeGreaterThanOrEqual(400)
  expect(many.headers()['content-type']).toContain('application/problem+json')
  expect((await many.json() as { detail: string }).detail).toMatch(/[。.]$/)
})

test('the same guide prints in English', async ({ kiosk, site }) => {
  await kiosk.beginEnglish()
  const guide = await kiosk.guide('unpaid-wages', 'en')
  const { themes } = await kiosk.content()
  await kiosk.tap(kiosk.tile(themes.find((t) => t.guides.includes(guide.id))!.say.en))
  await kiosk.tap(kiosk.page.locator('.print'))
  await kiosk.tap(kiosk.page.locator('.go'))
  await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
  const text = await textOf(join(site.path('printed'), (await site.vterm.papers())[0]!.file))
  const parts = [guide.title, ...(guide.sections ?? []).map((s) => s.title)]
  expect(order(text, parts)).not.toContain(-1)
})
