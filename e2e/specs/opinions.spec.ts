import { daemonAway } from '../lib/guard.ts'
import { flat, textOf } from '../lib/pdf.ts'
import { expect, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

test('an opinion given while the fleet is away arrives later, sealed on the way', async ({ kiosk, desk, site }) => {
  test.setTimeout(180_000)
  desk.guard.expectErrors(...daemonAway, /status of 40[134]/)
  const { page } = kiosk
  await desk.kioskIs('in-service')
  await desk.go('/opinions')
  const answer = desk.page.locator('[data-test="answer-times-2"] b')
  await expect(answer).toBeVisible()
  const before = Number(await answer.textContent())

  await kiosk.begin()
  // The fleet's key came while it was there.
  const token = await kiosk.token()
  await expect.poll(async () => ((await (await kiosk.call('GET', '/api/opinions', token)).json()) as { writing: boolean }).writing, { timeout: 30_000 }).toBe(true)
  await site.fleet.stop()
  await expect.poll(async () => (await kiosk.terminal()).fleet.connected).toBe(false)

  await kiosk.tap(page.getByTestId('opinions-door'))
  await kiosk.tap(page.getByTestId('opinion-sample-village-adviser'))
  await expect(page.getByText(zh.civic.sampleText)).toBeVisible()
  await kiosk.tap(page.getByTestId('opinion-begin'))
  await kiosk.tap(page.getByTestId('choice-2'))
  await kiosk.tap(page.getByTestId('opinion-skip'))
  await kiosk.tap(page.getByTestId('choice-1'))
  await page.locator('.message textarea').fill('测试意见：希望赶场天来')
  await kiosk.tap(page.getByTestId('opinion-next'))
  await expect(page.getByText('测试意见：希望赶场天来')).toBeVisible()
  await kiosk.tap(page.getByTestId('opinion-send'))
  const shown = page.getByTestId('receipt-number')
  await expect(shown).toBeVisible()
  const number = (await shown.textContent())!.replace(/\D/g, '')
  expect(number).toMatch(/^9101\d{8}$/)

  await kiosk.tap(page.getByTestId('opinion-print'))
  await expect(page.locator('.progress.printed')).toBeVisible()
  const text = flat(await textOf(site.path('printed', (await site.vterm.papers())[0]!.file)))
  expect(text).toContain(number)
  expect(text).not.toContain('赶场')
  await kiosk.tap(page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
  await kiosk.end()
  for (const log of site.logs()) expect(log.text, log.name).not.toContain('赶场')

  await site.fleet.start()
  await expect.poll(async () => (await kiosk.terminal()).fleet.connected, { timeout: 45_000 }).toBe(true)
  await desk.go('/opinions')
  await expect(answer).toHaveText(String(before + 1))
  await desk.page.locator('[data-test="read"]').click()
  await expect(desk.page.locator('[data-test="texts"]')).toContainText('测试意见：希望赶场天来')
  await expect(desk.page.locator('[data-test="texts"]')).toContainText(number)

  // The number leads back to the draft, at this kiosk or any other.
  await kiosk.begin()
  await kiosk.tap(page.locator('.doors').getByRole('button', { name: new RegExp(zh.home.progress) }))
  for (const d of number) await kiosk.tap(kiosk.button(d))
  await kiosk.tap(kiosk.button(zh.meeting.progress.look))
  await expect(page.getByTestId('opinion-begin')).toBeVisible()
})

test('a draft that is closed shows what became of it and takes nothing more', async ({ kiosk }) => {
  const { page } = kiosk
  await kiosk.begin()
  await kiosk.tap(page.getByTestId('opinions-door'))
  await kiosk.tap(page.getByTestId('opinion-sample-bicycle-charging'))
  await expect(page.getByTestId('feedback')).toContainText('312')
  await expect(page.getByTestId('opinion-closed')).toHaveText(zh.civic.closed)
  const answer = await kiosk.call('POST', '/api/opinions/sample-bicycle-charging', await kiosk.token(), { answers: { shed: 1 } })
  expect(answer.status()).toBe(409)
  expect((await answer.json()) as object).toMatchObject({ code: 'opinion.closed' })
})
