import type { Kiosk } from '../lib/kiosk.ts'
import { expect, landscape, portrait, test } from '../lib/test.ts'
import { en, zh } from '../lib/words.ts'

const root = (kiosk: Kiosk) => kiosk.page.locator('html')
const fontSize = (kiosk: Kiosk, selector: string) =>
  kiosk.page.locator(selector).first().evaluate((e) => parseFloat(getComputedStyle(e).fontSize))

test('large type, contrast and lowered controls hold for the visit only', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.tap(zh.frame.elder)
  await kiosk.tap(zh.frame.contrast)
  await kiosk.tap(zh.frame.lowered)
  const marks = ['data-elder', 'data-contrast', 'data-lowered']
  for (const mark of marks) await expect(root(kiosk)).toHaveAttribute(mark, '')
  await expect.poll(async () => (await kiosk.terminal()).visit?.settings).toMatchObject({ elder: true, contrast: true, lowered: true })

  await kiosk.openGuide()
  await kiosk.page.reload()
  await expect(kiosk.button(zh.guide.print), 'a reloaded page goes on').toBeVisible()
  for (const mark of marks) await expect(root(kiosk)).toHaveAttribute(mark, '')

  await kiosk.end()
  for (const mark of marks) await expect(root(kiosk)).not.toHaveAttribute(mark, '')
  await kiosk.begin()
  for (const mark of marks) await expect(root(kiosk)).not.toHaveAttribute(mark, '')
})

test('elder mode: letters of 40 px and targets of 120 px', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.openGuide()
  const text = '.guide .part p, .guide .part li'
  expect(await fontSize(kiosk, text)).toBeGreaterThanOrEqual(32)
  const target = (await kiosk.button(zh.guide.print).boundingBox())!
  expect(target.height).toBeGreaterThanOrEqual(88)
  await kiosk.tap(zh.frame.elder)
  await expect(root(kiosk)).toHaveAttribute('data-elder', '')
  expect(await fontSize(kiosk, text)).toBeGreaterThanOrEqual(40)
  await expect.poll(async () => Math.round((await kiosk.button(zh.guide.print).boundingBox())!.height)).toBeGreaterThanOrEqual(120)
})

test.describe('a wide screen', () => {
  test.use({ cabinet: landscape })

  test('large type takes the place of lowered controls, which do not fit with it', async ({ kiosk }) => {
    await kiosk.begin()
    await kiosk.tap(zh.frame.lowered)
    await expect(root(kiosk)).toHaveAttribute('data-lowered', '')
    await kiosk.tap(zh.frame.elder)
    await expect(root(kiosk)).toHaveAttribute('data-elder', '')
    await expect(root(kiosk)).not.toHaveAttribute('data-lowered', '')
    await expect(kiosk.button(zh.frame.lowered)).toHaveCount(0)
    await expect.poll(async () => (await kiosk.terminal()).visit?.settings).toMatchObject({ elder: true, lowered: false })
    await kiosk.tap(zh.frame.elder)
    await expect(kiosk.button(zh.frame.lowered)).toBeVisible()
  })
})

test('the language changes where one is, and is Chinese again for the next visitor', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.openGuide()
  const english = await kiosk.guide('unpaid-wages', 'en')
  await kiosk.tap(zh.frame.languageLabel)
  await expect(kiosk.heading(english.title)).toBeVisible()
  await expect(kiosk.button(en.guide.print)).toBeVisible()
  await expect(root(kiosk)).toHaveAttribute('lang', 'en')
  await kiosk.tap(kiosk.page.locator('.bottom .end'))
  await expect(kiosk.startButton.or(kiosk.button(zh.ended.again))).toBeVisible()
  await expect(root(kiosk)).toHaveAttribute('lang', 'zh-CN')
})

for (const [name, size] of [['portrait', portrait], ['landscape', landscape]] as const) {
  test.describe(name, () => {
    test.use({ cabinet: size })

    test('with the controls down everything to touch lies in the lower half', async ({ kiosk }) => {
      await kiosk.begin()
      await kiosk.tap(zh.frame.lowered)
      await expect(root(kiosk)).toHaveAttribute('data-lowered', '')
      await expect
        .poll(async () => {
          const tops = await kiosk.page.locator('button:visible').evaluateAll((all) => all.map((b) => b.getBoundingClientRect().top))
          return Math.min(...tops)
        })
        .toBeGreaterThanOrEqual(size.height / 2 - 1)
    })
  })
}

test('back, home and the hotline are always there', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.openGuide()
  await kiosk.tap(zh.frame.callLabel)
  await expect(kiosk.page.getByText('12348', { exact: true })).toBeVisible()
  await kiosk.tap(zh.frame.back)
  await expect(kiosk.button(zh.guide.print)).toBeVisible()
  await kiosk.tap(zh.frame.home)
  await expect(kiosk.heading(zh.home.ask)).toBeVisible()
})

test('the map of counties shows where the nearest centre is', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.tap(kiosk.button(new RegExp(`^${zh.home.centres}`)))
  const map = kiosk.page.getByRole('group', { name: zh.centres.map })
  await expect(map.getByRole('button')).toHaveCount(10)
  await expect(map.getByRole('button', { pressed: true })).toContainText(zh.centres.here)
  const { centres } = await kiosk.content()
  const other = centres.find((c) => c.region === '520122')!
  await kiosk.tap(map.getByRole('button', { name: '息烽县' }))
  await expect(kiosk.page.getByText(other.phone)).toBeVisible()
})
