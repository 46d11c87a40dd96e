import type { Kiosk } from '../lib/kiosk.ts'
import { expect, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

async function openSearch(kiosk: Kiosk) {
  await kiosk.begin()
  await kiosk.tap(kiosk.page.locator('.find .box'))
  await expect(kiosk.page.getByRole('heading', { name: zh.search.title })).toBeVisible()
}

const hits = (kiosk: Kiosk) => kiosk.page.locator('.found .list').getByRole('button')
const candidates = (kiosk: Kiosk) => kiosk.page.getByRole('group', { name: zh.ime.candidates })

test('Chinese words through the pinyin candidate bar find the guide', async ({ kiosk }) => {
  await openSearch(kiosk)
  await expect(candidates(kiosk).getByText(zh.ime.hint)).toBeVisible()
  await kiosk.type('gongzi')
  await kiosk.tap(candidates(kiosk).getByRole('button', { name: '工资', exact: true }))
  await expect(kiosk.page.getByLabel(zh.search.box)).toHaveValue('工资')
  const { title } = await kiosk.guide('unpaid-wages')
  await expect(hits(kiosk).filter({ hasText: title })).toBeVisible()
  await kiosk.tap(hits(kiosk).filter({ hasText: title }).first())
  await expect(kiosk.heading(title)).toBeVisible()
  await expect(kiosk.button(zh.guide.print)).toBeVisible()
})

for (const [how, letters] of [['pinyin', 'tuoqiangongzi'], ['initials', 'qx']] as const) {
  test(`${how} alone find the guide while they are typed`, async ({ kiosk }) => {
    await openSearch(kiosk)
    await kiosk.type(letters)
    const { title } = await kiosk.guide('unpaid-wages')
    await expect(hits(kiosk).filter({ hasText: title }).first()).toBeVisible()
  })
}

test('a tapped example word searches; clearing and deleting undo it', async ({ kiosk }) => {
  await openSearch(kiosk)
  await kiosk.tap(zh.search.words[0])
  await expect(hits(kiosk).first()).toBeVisible()
  await kiosk.tap(zh.keys.back)
  await expect(kiosk.page.getByLabel(zh.search.box)).toHaveValue([...zh.search.words[0]].slice(0, -1).join(''))
  await kiosk.tap(zh.search.clear)
  await expect(kiosk.page.getByLabel(zh.search.box)).toHaveValue('')
  await expect(kiosk.page.getByText(zh.search.empty)).toBeVisible()
})

test('nothing found says so and names the hotline', async ({ kiosk }) => {
  await openSearch(kiosk)
  await kiosk.page.getByLabel(zh.search.box).fill('@@@@')
  await expect(kiosk.page.getByText(zh.search.noneHint)).toBeVisible()
})

test('what was searched is gone in the next visit', async ({ kiosk }) => {
  await openSearch(kiosk)
  await kiosk.tap(zh.search.words[0])
  await kiosk.end()
  await openSearch(kiosk)
  await expect(kiosk.page.getByLabel(zh.search.box)).toHaveValue('')
})
