import { Story } from '../lib/story.ts'
import { flat } from '../lib/pdf.ts'
import { expect, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

// Somebody is hit at home: the way to safety, and the way off the screen.

async function toThePlan(s: Story): Promise<void> {
  await s.begin('domestic-violence')
  await expect(s.id('quick-exit')).toBeVisible()
  for (const answer of ['safe', 'hit', 'family', 'no', 'yes']) await s.choose(answer)
  await s.plan('protection-order')
}

for (const elder of [false, true]) {
  test(`domestic violence${elder ? ', elder mode' : ''}: an order's hours counted, papers that name no cause outside`, async ({ kiosk, browser }) => {
    test.setTimeout(240_000)
    const s = new Story(kiosk, elder)
    await toThePlan(s)
    expect(s.questions).toBeLessThanOrEqual(7)
    expect(kiosk.touches, 'touches to the plan').toBeLessThanOrEqual(40)
    test.info().annotations.push({ type: 'to the plan', description: `${s.questions} questions, ${kiosk.touches} touches` })
    await expect(s.id('urgent')).toContainText('110')

    await s.tapFar('ask')
    await s.tap('day-earlier')
    await s.tap('hour-later')
    await s.check('a day and an hour')
    await s.tap('count')
    await expect(s.id('left')).toHaveText(/时候/)
    const said = await s.page.locator('.day > b').innerText()
    await s.tap('to-plan')
    await expect(s.id('period-protection-order')).toContainText(said)

    await s.tapFar('form-protection-order-application')
    await kiosk.tap(zh.forms.byHand)
    await kiosk.type('ce')
    await kiosk.tap(s.page.getByRole('group', { name: zh.ime.candidates }).getByRole('button', { name: '测', exact: true }))
    await s.check('a field of the form')
    await expect(s.id('quick-exit'), 'also where a form is filled in').toBeVisible()
    await kiosk.tap(zh.frame.back)

    await s.tap('print-all')
    await expect(s.page.getByText(zh.plan.discreetPaper)).toBeVisible()
    await kiosk.tap(s.page.getByRole('dialog').getByRole('button', { name: zh.frame.close }))
    const papers = await s.print(new RegExp(zh.plan.formBlank))
    expect(papers[0]).toContain(flat(said))
    for (const p of await kiosk.site.vterm.papers()) expect(p.name, 'what a print queue shows').not.toMatch(/打|暴力|保护/)
    await s.takeAlong(browser, 'domestic-violence')
    await kiosk.end()
    await s.wiped(said)
  })
}

test('quick exit: a neutral page at once, and nothing left of the visit', async ({ kiosk }) => {
  const s = new Story(kiosk, false)
  await toThePlan(s)
  const token = await kiosk.token()
  await s.tapFar('form-protection-order-application')
  await kiosk.tap(zh.forms.byHand)
  await kiosk.type('ce')
  await kiosk.tap(s.page.getByRole('group', { name: zh.ime.candidates }).getByRole('button', { name: '测', exact: true }))

  await s.tap('quick-exit')
  await expect(kiosk.startButton).toBeVisible()
  await expect(s.page.getByText(zh.ended.title), 'not a word of an end').toHaveCount(0)
  await s.check('the first screen')
  const shown = await s.page.locator('body').innerText()
  expect(shown).not.toMatch(/保护令|家暴|110/)
  await s.wiped('测', '保护令', 'domestic-violence', 'protection-order')
  expect((await kiosk.call('POST', '/api/visits/current/activity', token, {})).status(), 'the visit is over').toBe(409)

  // Whoever tries the ways back finds the first screen, and a next visit knows nothing.
  await s.page.goBack().catch(() => null)
  await s.page.goto(kiosk.site.kioskUrl)
  await expect(kiosk.startButton).toBeVisible()
  await kiosk.begin()
  await expect(kiosk.button(zh.frame.back)).toBeDisabled()
  await kiosk.tap(zh.frame.home)
  await expect(s.id('quick-exit')).toHaveCount(0)
  await s.tap('all-themes')
  const { themes } = await kiosk.content()
  await kiosk.tap(kiosk.tile(themes.find((t) => t.id === 'domestic-violence')!.say.zh))
  await s.tap('journey-door')
  await expect(s.page.locator('[data-testid^="choice-"][aria-pressed="true"]')).toHaveCount(0)
  await s.tap('quick-exit')
  await expect(kiosk.startButton).toBeVisible()
})

test('quick exit works while the daemon is away, and wipes the page', async ({ kiosk, site, guard }) => {
  guard.expectErrors(/ERR_CONNECTION_REFUSED/, /ERR_CONNECTION_RESET/, /WebSocket connection to .* failed/, /ERR_(INCOMPLETE_CHUNKED_ENCODING|EMPTY_RESPONSE)/, /status of 40[49]/)
  const s = new Story(kiosk, false)
  await toThePlan(s)
  await site.agent.kill()
  await s.tap('quick-exit')
  await expect(s.page.locator('.plan')).toHaveCount(0)
  expect(await s.page.locator('body').innerText()).not.toMatch(/保护令|家暴/)
  await site.agent.start()
  await expect(kiosk.startButton).toBeVisible()
  await s.wiped('保护令')
})

test('a divorce with violence leads to safety, with the same way out', async ({ kiosk }) => {
  const s = new Story(kiosk, false)
  await s.begin('divorce')
  await s.choose('yes')
  await expect(s.id('urgent')).toContainText('110')
  await s.check('safety first')
  await s.tap('quick-exit')
  await expect(kiosk.startButton).toBeVisible()
  await s.wiped('保护令')
})
