import { Day, Story } from '../lib/story.ts'
import { expect, test as base } from '../lib/test.ts'
import { flat } from '../lib/pdf.ts'
import { zh } from '../lib/words.ts'

// Whole stories by touch alone: from the first screen to dated papers in the hand.

const card = { name: '测试甲', id: '110101199003070070' }
const blank = new RegExp(zh.plan.formBlank)

const test = base.extend<{ story: (elder: boolean) => Story }>({
  story: async ({ kiosk }, use, info) => {
    let told: Story | undefined
    await use((elder) => (told = new Story(kiosk, elder)))
    if (told) info.annotations.push({ type: 'touches', description: `${told.kiosk.touches} in all, ${told.questions} questions` })
  },
})

// The longest file of all: its stories share nothing, so both workers may tell them.
test.describe.configure({ mode: 'parallel' })

/** At most seven questions, and few enough touches for two minutes: three seconds each. */
function quick(s: Story): void {
  expect(s.questions, 'questions').toBeLessThanOrEqual(7)
  expect(s.kiosk.touches, 'touches to the plan').toBeLessThanOrEqual(40)
  test.info().annotations.push({ type: 'to the plan', description: `${s.questions} questions, ${s.kiosk.touches} touches, ${s.kiosk.touches * 3} s at three seconds a touch` })
}

/** Begins a form of the plan with the card, answers one field, and comes back. */
async function beginForm(s: Story, form: string): Promise<void> {
  const { kiosk, page } = s
  await s.tapFar(`form-${form}`)
  await kiosk.tap(zh.forms.withCard)
  await kiosk.tap(zh.card.agree)
  await kiosk.site.vterm.putCard('citizen')
  await expect(page.getByText(zh.card.take)).toBeVisible()
  await kiosk.site.vterm.liftCard()
  await kiosk.tap(zh.card.go)
  await kiosk.tap(zh.forms.start)
  await expect(page.locator('.ask h1')).toBeVisible()
  await s.check('a field of the form')
  await kiosk.tap(zh.frame.back)
  await expect(s.id('print-all')).toBeVisible()
}

/** The last day that a period's card says. */
async function lastDay(s: Story, period: string): Promise<Day> {
  const card = s.id(`period-${period}`)
  await expect(card.getByTestId('left')).toBeVisible()
  return Day.of((await card.locator('.day > b').innerText()).replace(/(\d+)年(\d+)月(\d+)日/, (_, y: string, m: string, d: string) => `${y}-${m.padStart(2, '0')}-${d.padStart(2, '0')}`))
}

for (const elder of [false, true]) {
  test.describe(elder ? 'elder mode' : 'normal', () => {
    test.setTimeout(240_000)

    test('unpaid wages: answers stay on the way back, all papers come out', async ({ story, browser }) => {
      const s = story(elder)
      await s.begin('unpaid-wages')
      await s.choose('company')
      await s.choose('no')
      await s.choose('left')
      const left = await s.day('half', ['day-earlier', 'day-earlier', 'month-later'])
      await expect(s.id('journey-unknown')).toBeVisible()
      await s.tap('journey-prev')
      await expect(s.id('date-said')).toContainText(left.said)
      await s.tap('journey-prev')
      await expect(s.id('choice-left')).toHaveAttribute('aria-pressed', 'true')
      await s.tap('choice-left')
      await s.tap('journey-next')
      await s.unsure()
      quick(s)
      const last = left.months(12)
      await s.plan('labour-arbitration', 'labour-inspection')
      await s.due('labour-arbitration', last)

      // The day was another one: counted anew, on a screen of its own.
      await s.page.getByTestId('period-labour-arbitration').scrollIntoViewIfNeeded()
      await s.kiosk.tap(s.id('period-labour-arbitration').getByTestId('anew'))
      await expect(s.id('date-said')).toContainText(left.said)
      await s.check('counting a day')
      await s.tap('day-later')
      await s.tap('count')
      const later = left.days(1).months(12)
      await s.due('labour-arbitration', later)
      await s.check('the day is counted')
      await s.tap('to-plan')
      await s.due('labour-arbitration', later)
      await s.kiosk.tap(s.id('period-labour-arbitration').getByTestId('how'))
      await expect(s.id('how-counted')).toContainText('第27条')

      await beginForm(s, 'arbitration-application')
      const papers = await s.print(...(elder ? [blank] : []))
      expect(papers[0]).toContain(flat(`${later.said}，还剩 ${later.left()} 天`))
      expect(papers[0], 'what is ticked').toContain('√身份证和复印件')
      expect(papers[0]).toContain('周一至周五')
      expect(papers.find((p) => p.includes('劳动人事争议仲裁申请书') && p.includes(card.id)), 'the form that was begun').toContain(card.name)
      for (const p of papers) expect(p, "a paper's name is a number").toMatch(/^lk-[0-9a-f]{16}/)
      await s.takeAlong(browser, 'unpaid-wages')
      await s.kiosk.end()
      await s.wiped(card.id, card.name, later.said)
    })

    test('work injury: a short time in amber, and the sum', async ({ story, browser }) => {
      const s = story(elder)
      await s.begin('work-injury')
      await s.choose('at-work')
      await s.choose('graded')
      const graded = await s.day('month', ['month-later', 'day-earlier', 'day-earlier', 'day-earlier'])
      await s.amount('6000')
      quick(s)
      await s.plan('work-capacity-review')
      const last = await lastDay(s, 'work-capacity-review')
      expect(last.left(), 'fifteen days, or the next working day').toBeGreaterThanOrEqual(graded.days(15).left())
      await expect(s.id('period-work-capacity-review')).toHaveClass(/soon/)

      await s.tapFar('reckon')
      await s.keys('6000')
      await s.check('a figure that the kiosk cannot know')
      await s.tap('amount-next')
      await s.tapFar('choice-g7')
      await expect(s.id('lines')).toBeVisible()
      await s.check('the sum')
      const total = (await s.id('lines').locator('.total dd').last().innerText()).trim()
      await s.tap('to-plan')
      await expect(s.id('amount-injury-grant')).toContainText(total)

      await beginForm(s, 'legal-aid-application')
      const papers = await s.print(blank)
      expect(papers[0]).toContain(flat(last.said))
      expect(papers[0]).toContain(total)
      await s.takeAlong(browser, 'work-injury')
      await s.kiosk.end()
      await s.wiped(card.id, last.said)
    })

    test('divorce: the thirty days, and the thirty after them', async ({ story, browser }) => {
      const s = story(elder)
      await s.begin('divorce')
      await s.choose('no')
      await s.choose('both')
      await s.choose('applied')
      const applied = await s.day('month', ['day-later'])
      quick(s)
      await s.plan('divorce-cooling', 'divorce-collect')
      const cooling = await lastDay(s, 'divorce-cooling')
      expect(cooling.left()).toBeGreaterThanOrEqual(applied.days(30).left())
      // What the plan does not know it asks for, and counts.
      await s.tapFar('ask')
      await s.check('a day that the plan lacks')
      await s.turn('today')
      await s.tap('count')
      const collect = await lastDay(s, 'divorce-collect')
      expect(collect.left()).toBeGreaterThanOrEqual(30)
      await s.tap('to-plan')
      await s.due('divorce-collect', collect)
      const first = await s.print(...(elder ? [/怎么办/] : []))
      expect(first[0]).toContain(flat(collect.said))

      // The other does not agree after all: from the start, for the court.
      await s.tap('start-again')
      s.questions = 0
      await s.choose('no')
      await s.choose('partly')
      await s.choose('yes')
      await s.choose('never')
      await s.plan('civil-appeal')
      await beginForm(s, 'civil-complaint')
      const papers = await s.print(blank)
      expect(papers.some((p) => p.includes('民事起诉状') && p.includes(card.id))).toBe(true)
      await s.takeAlong(browser, 'divorce')
      await s.kiosk.end()
      await s.wiped(card.id, collect.said)
    })

    test('private loan: asked for anew, the fee and the interest', async ({ story, browser }) => {
      const s = story(elder)
      await s.begin('private-loan')
      await s.choose('note')
      await s.choose('yes')
      await s.day('year')
      const asked = await s.day('month', ['day-later'])
      await s.amount('20000')
      await s.choose('agrees')
      quick(s)
      await s.plan('civil-limitation')
      const last = await lastDay(s, 'civil-limitation')
      expect(last.left() - asked.months(36).left(), 'three years from the day of asking, or the next working day').toBeGreaterThanOrEqual(0)
      expect(last.left() - asked.months(36).left()).toBeLessThan(12)

      // 2.5 % of 20,000 less 200, one third of it: 300 × 1/3 = 100.
      const fee = s.id('amount-court-fee')
      await fee.scrollIntoViewIfNeeded()
      await s.kiosk.tap(fee.getByTestId('reckon'))
      await s.tap('choice-order')
      await expect(s.id('lines').locator('.total dd').last()).toHaveText('100')
      await s.tap('to-plan')
      await expect(fee).toContainText('100')

      await beginForm(s, 'payment-order-application')
      const papers = await s.print(...(elder ? [blank] : []))
      expect(papers[0]).toContain(flat(last.said))
      expect(papers[0]).toMatch(/打官司要交多少诉讼费:[^0-9]*100/)
      expect(papers.some((p) => p.includes('支付令申请书') && p.includes(card.id))).toBe(true)
      await s.takeAlong(browser, 'private-loan')
      await s.kiosk.end()
      await s.wiped(card.id, last.said)
    })
  })
}
