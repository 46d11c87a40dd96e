import { expect, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

test('a printed guide is rated once, and the console counts it', async ({ kiosk, desk }) => {
  test.setTimeout(120_000)
  const { page } = kiosk
  await desk.kioskIs('in-service')
  await desk.go('/ratings')
  const n = async () => Number((await desk.page.locator('[data-test="rated-guide"] td').first().textContent({ timeout: 1000 }).catch(() => '0')) ?? 0)
  await expect(desk.page.locator('[data-test="low"]')).toBeVisible()
  const before = await n()

  await kiosk.begin()
  await kiosk.openGuide()
  await kiosk.openPrint()
  await kiosk.tap(zh.print.go)
  await expect(page.locator('.progress.printed')).toBeVisible()
  await kiosk.tap(page.getByTestId('rate'))
  await kiosk.tap(page.getByTestId('grade-2'))
  await kiosk.tap(kiosk.button(zh.civic.rate.tags.slow))
  await kiosk.tap(page.getByTestId('rating-send'))
  await expect(page.getByTestId('rating')).toBeHidden()
  await expect(page.getByTestId('rate')).toBeHidden()
  await kiosk.tap(page.locator('.bottom .end'))
  await expect(kiosk.heading(zh.ended.title), 'not asked a second time').toBeVisible()

  await expect.poll(n).toBe(before + 1)
  const low = desk.page.locator('[data-test="low"] tbody tr').first()
  await expect(low).toContainText('520103-001')
  await low.getByRole('textbox').fill('加快了打印')
  await low.getByRole('button').click()
  await expect(desk.page.locator('[data-test="low"] tbody')).toContainText('加快了打印')
})

test('whoever leaves is gone at once, and may say on the goodbye how it was', async ({ kiosk }) => {
  const { page } = kiosk
  const asked = page.getByTestId('end-rating')
  await kiosk.begin()
  await kiosk.openGuide()
  await kiosk.tap(page.locator('.bottom .end'))
  await expect(kiosk.heading(zh.ended.title)).toBeVisible()
  await expect(asked).toBeVisible()
  await expect.poll(async () => (await kiosk.terminal()).visit ?? null, 'the visit is over before anybody answers').toBeNull()
  await kiosk.tap(page.getByTestId('end-grade-5'))
  await expect(page.getByTestId('grade-5')).toHaveAttribute('aria-checked', 'true')
  await kiosk.tap(page.getByTestId('rating-send'))
  await expect(page.getByText(zh.civic.rate.thanks)).toBeVisible()
  await kiosk.tap(zh.ended.again)

  await kiosk.begin()
  await kiosk.openGuide()
  await kiosk.tap(page.locator('.bottom .end'))
  await kiosk.tap(page.getByTestId('end-grade-1'))
  await kiosk.tap(page.getByTestId('rating-skip'))
  await expect(asked).toBeVisible()
  await kiosk.tap(zh.ended.again)

  await kiosk.begin()
  await kiosk.tap(page.locator('.bottom .end'))
  await expect(kiosk.heading(zh.ended.title), 'nothing was done, nothing is asked').toBeVisible()
  await expect(asked).toBeHidden()
})
