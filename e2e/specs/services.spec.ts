import { flat, textOf } from '../lib/pdf.ts'
import { expect, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

test('from home to a service item on paper, and along on the phone', async ({ kiosk, site }) => {
  await kiosk.begin()
  await kiosk.tap(kiosk.page.getByTestId('services-door'))
  await expect(kiosk.page.locator('[data-testid^=service-]')).toHaveCount(14)
  await kiosk.tap(kiosk.page.getByTestId('service-mediation'))
  await expect(kiosk.heading('人民调解')).toBeVisible()
  await expect(kiosk.page.getByTestId('basis')).toContainText('《人民调解法》第4条')

  const papers = (await site.vterm.papers()).length
  await kiosk.tap(kiosk.page.getByTestId('print-service'))
  await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
  const printed = await site.vterm.papers()
  expect(printed).toHaveLength(papers + 1)
  expect(printed[0]!.pages, 'one sheet').toBeLessThanOrEqual(2)
  const text = flat(await textOf(site.path('printed', printed[0]!.file)))
  for (const want of ['人民调解', zh.civic.bring, '身份证', '中华人民共和国人民调解法', '12348']) expect(text).toContain(flat(want))
  await kiosk.tap(kiosk.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))

  await kiosk.tap(kiosk.page.getByTestId('take-along'))
  await expect(kiosk.page.getByRole('dialog').getByRole('img', { name: zh.phone.label })).toBeVisible()
})

test('search finds service items and leads to their form', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.tap(kiosk.page.locator('.find .box'))
  await kiosk.page.locator('.ask input').fill('行政复议')
  const hit = kiosk.page.locator('.found .list button').filter({ hasText: zh.civic.itemTag }).first()
  await kiosk.tap(hit)
  await expect(kiosk.heading('行政复议')).toBeVisible()
  await kiosk.tap(kiosk.page.locator('.sheet .item').filter({ hasText: '复议' }).first())
  await expect(kiosk.button(zh.forms.byHand).or(kiosk.button(zh.forms.start))).toBeVisible()
})
