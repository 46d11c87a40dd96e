import type { Locator } from '@playwright/test'
import { ofCharacter, type Point } from '../../kiosk-ui/tests/dev/written.ts'
import type { Kiosk } from '../lib/kiosk.ts'
import { expect, landscape, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

const ink = (kiosk: Kiosk) => kiosk.page.getByRole('group', { name: zh.ink.board, exact: true })
const choice = (kiosk: Kiosk, text: string) =>
  kiosk.page.getByRole('group', { name: zh.ime.candidates }).getByRole('button', { name: text, exact: true })
const field = (kiosk: Kiosk) => kiosk.page.getByLabel(zh.search.box)
const models = (kiosk: Kiosk) => kiosk.guard.requests.filter((r) => /\.(onnx|wasm)$|ink\.worker/.test(r))

async function openSearch(kiosk: Kiosk) {
  await kiosk.begin()
  await kiosk.tap(kiosk.page.locator('.find .box'))
  await expect(kiosk.page.getByRole('heading', { name: zh.search.title })).toBeVisible()
}

async function openInk(kiosk: Kiosk) {
  await kiosk.tap(zh.ink.open)
  await expect(ink(kiosk)).toBeVisible()
}

type Touch = { x: number; y: number }

/** Draws as a finger does, by touches that the browser itself takes in. */
async function write(kiosk: Kiosk, strokes: readonly (readonly Point[])[], at = 0.5) {
  const box = await kiosk.page.getByTestId('ink-box').boundingBox()
  if (box === null) throw new Error('there is no box to write in')
  const size = box.height * 0.8
  const on = (p: Point): Touch => ({ x: box.x + box.width * at + (p.x - 0.5) * size, y: box.y + box.height / 2 + (p.y - 0.5) * size })
  const finger = await kiosk.page.context().newCDPSession(kiosk.page)
  const send = (type: 'touchStart' | 'touchMove' | 'touchEnd', points: Touch[]) =>
    finger.send('Input.dispatchTouchEvent', { type, touchPoints: points.map((p) => ({ ...p, id: 1 })) })
  for (const [first, ...rest] of strokes.map((s) => s.map(on))) {
    if (first === undefined) continue
    await send('touchStart', [first])
    for (const p of rest) await send('touchMove', [p])
    await send('touchEnd', [])
  }
  await finger.detach()
}

async function writeAndChoose(kiosk: Kiosk, text: string) {
  await write(kiosk, ofCharacter(text))
  await kiosk.tap(choice(kiosk, text))
  await expect(strokes(kiosk)).toHaveCount(0)
}

const strokes = (kiosk: Kiosk): Locator => kiosk.page.getByTestId('ink-box').locator('polyline')

test('written characters stand in the search field; nothing is loaded before', async ({ kiosk }) => {
  await openSearch(kiosk)
  expect(models(kiosk), 'before handwriting is opened').toEqual([])
  await openInk(kiosk)
  await writeAndChoose(kiosk, '工')
  await expect(field(kiosk)).toHaveValue('工')
  await writeAndChoose(kiosk, '人')
  await expect(field(kiosk)).toHaveValue('工人')
  await kiosk.tap('。')
  await expect(field(kiosk)).toHaveValue('工人。')
  await kiosk.tap(zh.keys.back)
  await expect(field(kiosk)).toHaveValue('工人')
  expect(models(kiosk).map((r) => r.replace(/.*\.(\w+)$/, '$1')).sort()).toEqual(['js', 'onnx', 'wasm'])

  // What was written stays for pinyin, and the model for the next opening.
  await kiosk.tap(zh.ink.pinyin)
  await kiosk.type('gongzi')
  await kiosk.tap(choice(kiosk, '工资'))
  await expect(field(kiosk)).toHaveValue('工人工资')
  await openInk(kiosk)
  await writeAndChoose(kiosk, '大')
  expect(models(kiosk)).toHaveLength(3)
})

test('strokes can be taken back, and nothing is written without a choice', async ({ kiosk }) => {
  await openSearch(kiosk)
  await openInk(kiosk)
  await write(kiosk, ofCharacter('三'))
  await expect(choice(kiosk, '三')).toBeVisible()
  await kiosk.tap(zh.ink.undo)
  await expect(strokes(kiosk)).toHaveCount(2)
  await expect(choice(kiosk, '二')).toBeVisible()
  await kiosk.tap(zh.ink.clear)
  await expect(strokes(kiosk)).toHaveCount(0)
  await expect(kiosk.button(zh.ink.undo)).toBeDisabled()
  await expect(field(kiosk)).toHaveValue('')
})

test('a handwriting model that cannot be had leads back to pinyin', async ({ kiosk }) => {
  kiosk.guard.expectErrors(/status of 503/)
  await kiosk.page.context().route(/\.onnx$/, (r) => r.fulfill({ status: 503 }))
  await openSearch(kiosk)
  await kiosk.tap(zh.ink.open)
  await expect(kiosk.page.getByText(zh.ink.failed)).toBeVisible()
  await kiosk.type('gongzi')
  await expect(choice(kiosk, '工资')).toBeVisible()
})

test.describe('on a wide screen', () => {
  test.use({ cabinet: landscape })
  test('two characters are read together', async ({ kiosk }) => {
    await openSearch(kiosk)
    await openInk(kiosk)
    await write(kiosk, ofCharacter('大'), 0.35)
    await write(kiosk, ofCharacter('人'), 0.65)
    await kiosk.tap(choice(kiosk, '大人'))
    await expect(field(kiosk)).toHaveValue('大人')
  })
})
