import { daemonAway } from '../lib/guard.ts'
import { Story } from '../lib/story.ts'
import { expect, test } from '../lib/test.ts'
import { flat, textOf } from '../lib/pdf.ts'
import { say, zh } from '../lib/words.ts'

// A plan while things fail: nothing is made up, nothing is lost that was promised.

async function wages(s: Story): Promise<string> {
  await s.begin('unpaid-wages')
  for (const answer of ['company', 'no', 'left']) await s.choose(answer)
  const left = await s.day('half')
  await s.unsure()
  await s.plan('labour-arbitration', 'labour-inspection')
  return left.months(12).said
}

test('the page reloads in a journey and on its plan: it says so and asks again', async ({ kiosk }) => {
  const s = new Story(kiosk, false)
  await s.begin('unpaid-wages')
  for (const answer of ['company', 'no']) await s.choose(answer)
  await s.page.reload()
  await expect(s.page.getByText(zh.plan.lostAnswers)).toBeVisible()
  await expect(s.page.getByText(say(zh.plan.step, { n: 1 }), { exact: true })).toBeVisible()
  await s.check('after a reload')
  await s.tap('choice-company')
  await expect(s.page.getByText(zh.plan.lostAnswers)).toHaveCount(0)
  for (const answer of ['no', 'still']) await s.tap(`choice-${answer}`)
  await expect(s.id('print-all')).toBeVisible()

  await s.page.reload()
  await expect(s.page.getByText(zh.plan.noAnswers)).toBeVisible()
  await s.check('a plan after a reload')
  await kiosk.tap(zh.plan.again)
  await s.tap('choice-private')
  await expect(s.id('print-all')).toBeVisible()
  await kiosk.tap(zh.frame.back)
  await expect(s.id('choice-private'), 'the way back leads to the question, not to the old plan').toHaveAttribute('aria-pressed', 'true')
})

test('kioskd is killed on a plan: the page says so, and nobody sees the plan after it', async ({ kiosk, site, guard }) => {
  guard.expectErrors(...daemonAway, /status of 40[49]/)
  const s = new Story(kiosk, false)
  const said = await wages(s)
  await site.agent.kill()
  await expect(kiosk.heading(zh.lost.title)).toBeVisible()
  await site.agent.start()
  await expect(kiosk.heading(zh.ended.restart)).toBeVisible()
  await kiosk.tap(zh.ended.again)
  await expect(kiosk.startButton).toBeVisible()
  await s.wiped(said)
})

test('a day is counted while kioskd is away: it says so, keeps the day, and counts it after', async ({ kiosk, guard }) => {
  guard.expectErrors(/ERR_FAILED/)
  const s = new Story(kiosk, false)
  await wages(s)
  await kiosk.tap(s.id('period-labour-arbitration').getByTestId('anew'))
  await s.tap('day-later')
  const shown = await s.id('date-said').innerText()
  await s.page.route('**/api/periods/*', (route) => route.abort())
  await s.tap('count')
  await expect(s.page.getByText(zh.plan.failed)).toBeVisible()
  await expect(s.id('date-said')).toHaveText(shown)
  await s.page.unroute('**/api/periods/*')
  await s.tap('count')
  await expect(s.id('left')).toBeVisible()
})

test('paper runs out while all is printed: it stops, and goes on with the same paper and the rest', async ({ kiosk, site }) => {
  const s = new Story(kiosk, false)
  const said = await wages(s)
  await site.vterm.printer({ paper: 1, page_ms: 200 })
  const before = (await site.vterm.papers()).length
  await s.tap('print-all')
  const dialog = s.page.getByRole('dialog')
  for (const box of await dialog.getByRole('checkbox', { name: new RegExp(zh.plan.formBlank) }).all()) await kiosk.tap(box)
  await kiosk.tap(say(zh.plan.printGo, { n: 3 }))
  await expect(dialog.getByText(zh.reason['media-empty'])).toBeVisible()
  await s.check('the printer has no paper')
  await site.vterm.printer({ paper: 100, page_ms: 20 })
  await expect(dialog.getByText(say(zh.plan.printNow, { n: 3, total: 3 }))).toBeVisible({ timeout: 60_000 })
  await expect(dialog.locator('.progress.printed')).toBeVisible()
  const papers = (await site.vterm.papers()).slice(0, -before || undefined)
  expect(papers, 'none twice').toHaveLength(3)
  expect(flat(await textOf(site.path('printed', papers.at(-1)!.file)))).toContain(flat(said))
})

test('a print of all that is called off prints nothing more', async ({ kiosk, site }) => {
  const s = new Story(kiosk, false)
  await wages(s)
  await site.vterm.printer({ paper: 0 })
  await kiosk.printerReady(false)
  const before = (await site.vterm.papers()).length
  await s.tap('print-all')
  const dialog = s.page.getByRole('dialog')
  await kiosk.tap(say(zh.plan.printGo, { n: 6 }))
  await kiosk.tap(zh.print.cancel)
  await expect(dialog.locator('.progress.canceled')).toBeVisible()
  await kiosk.tap(dialog.getByRole('button', { name: zh.print.done, exact: true }))
  await site.vterm.printer({ paper: 50 })
  await kiosk.printerReady(true)
  expect(await site.vterm.papers()).toHaveLength(before)
})

test('without the fleet the way from the problem to the papers is whole', async ({ kiosk, site }) => {
  await site.fleet.stop()
  const s = new Story(kiosk, false)
  const said = await wages(s)
  await expect.poll(async () => (await kiosk.terminal()).fleet.connected).toBe(false)
  const papers = await s.print(new RegExp(zh.plan.formBlank))
  expect(papers[0]).toContain(flat(said))
  await kiosk.end()
  await site.fleet.start()
})
