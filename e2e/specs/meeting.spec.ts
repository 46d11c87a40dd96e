import { expect, test } from '../lib/meet.ts'
import { newest } from '../lib/pdf.ts'
import { zh } from '../lib/words.ts'

const words = zh.meeting

test('a citizen asks, a lawyer answers, both see each other, paper comes out and the visit is rated', async ({ lawyer, caller, site }) => {
  const { kiosk } = caller
  await caller.toQueue()
  expect(kiosk.touches, 'touches until a lawyer is asked').toBeLessThanOrEqual(4)
  await expect(lawyer.ring()).toBeVisible()
  await lawyer.answer()
  await caller.sees()
  await lawyer.sees()
  await expect(caller.talk()).toContainText(lawyer.lawyer.display)
  await expect(lawyer.at('sealed')).toBeVisible()

  await test.step('a guide from the desk comes out of the kiosk', async () => {
    const papers = (await site.vterm.papers()).length
    await lawyer.at('tab-library').click()
    await lawyer.at('guide-unpaid-wages').click()
    await lawyer.at('preview-print').click()
    await expect(lawyer.at('paper').first()).toHaveAttribute('data-state', 'printed')
    expect(await site.vterm.papers()).toHaveLength(papers + 1)
  })

  await test.step('a text is signed on the touch screen and printed with its signature', async () => {
    await lawyer.at('tab-write').click()
    await lawyer.at('write-sign').check({ force: true })
    await lawyer.page.locator('[data-test="write-text"]').fill('我已经听懂律师说的办法。')
    await lawyer.at('write-send').click()
    const sheet = caller.page.getByRole('dialog')
    const canvas = sheet.locator('canvas')
    const box = (await canvas.boundingBox())!
    await caller.page.mouse.move(box.x + 60, box.y + box.height / 2)
    await caller.page.mouse.down()
    for (let i = 1; i <= 10; i++) await caller.page.mouse.move(box.x + 60 + i * 30, box.y + box.height / 2 + (i % 2) * 40)
    await caller.page.mouse.up()
    await kiosk.tap(sheet.getByRole('button', { name: words.papers.confirm }))
    await expect(lawyer.at('paper').filter({ has: lawyer.page.locator('button') }).first()).toBeVisible()
    await expect.poll(() => newest(site)).toContain('我已经听懂律师说的办法')
  })

  await lawyer.finish('1. 先去劳动监察投诉。\n2. 带上工资条。')
  await kiosk.tap(caller.at('grade-5'))
  await kiosk.tap(caller.at('rating-send'))
  await expect(caller.at('record')).toContainText('先去劳动监察投诉')
  await kiosk.tap(caller.at('print-record'))
  await expect.poll(() => newest(site)).toContain('先去劳动监察投诉')
})
