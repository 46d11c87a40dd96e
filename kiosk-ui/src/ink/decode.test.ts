import { describe, expect, it } from 'vitest'
import { decode, rows, single, type Steps } from './decode'
import { covers, labelsOf, offered } from './labels'

// Label 0 is the blank, 1 to 3 are characters.
function steps(...odds: number[][]): Steps {
  return { odds: new Float32Array(odds.flat()), count: odds.length, labels: odds[0]?.length ?? 0 }
}
const wide = { beam: 50, branches: 3, longest: 4 }
const all = new Set([1, 2, 3])

// Every way through the steps, added up by what it writes: the definition.
function everyWay(s: Steps): Map<string, number> {
  let ways: { path: number[]; odds: number }[] = [{ path: [], odds: 1 }]
  for (let i = 0; i < s.count; i++) {
    ways = ways.flatMap((w) => Array.from({ length: s.labels }, (_, l) => ({ path: [...w.path, l], odds: w.odds * (s.odds[i * s.labels + l] ?? 0) })))
  }
  const out = new Map<string, number>()
  for (const { path, odds } of ways) {
    const text = path.filter((l, i) => l !== 0 && l !== path[i - 1]).join(' ')
    out.set(text, (out.get(text) ?? 0) + odds)
  }
  return out
}

const some = steps([0.6, 0.2, 0.1, 0.1], [0.1, 0.5, 0.3, 0.1], [0.3, 0.3, 0.3, 0.1], [0.5, 0.1, 0.1, 0.3])

describe('likelihood', () => {
  it('of a label alone is the sum of its ways', () => {
    for (const r of single(some, [1, 2, 3])) expect(r.odds).toBeCloseTo(everyWay(some).get(r.labels.join(' ')) ?? -1, 6)
  })
  it('of a row is the sum of its ways', () => {
    const found = rows(some, all, { ...wide, beam: 500 })
    expect(found.length).toBeGreaterThan(20)
    for (const r of found) expect(r.odds).toBeCloseTo(everyWay(some).get(r.labels.join(' ')) ?? -1, 6)
  })
})

describe('decode', () => {
  it('reads the same label twice only with a blank between', () => {
    expect(decode(steps([0, 1, 0, 0], [0, 1, 0, 0]), all, 3)[0]?.labels).toEqual([1])
    expect(decode(steps([0, 1, 0, 0], [1, 0, 0, 0], [0, 1, 0, 0]), all, 3)[0]?.labels).toEqual([1, 1])
  })
  it('never offers what is not wanted, nor more than asked', () => {
    const found = decode(some, new Set([1, 3]), 4)
    expect(found).toHaveLength(4)
    expect(found.flatMap((r) => r.labels)).not.toContain(2)
  })
  it('gives characters alone where a name is written', () => {
    expect(decode(some, all, 10, true).map((r) => r.labels.length)).toEqual([1, 1, 1])
  })
  it('sorts by likelihood, keeps to four labels', () => {
    const long = steps(...Array.from({ length: 12 }, (_, i) => (i % 2 === 0 ? [0, 0.6, 0.3, 0.1] : [1, 0, 0, 0])))
    const found = decode(long, all, 10)
    expect(found.map((r) => r.odds)).toEqual(found.map((r) => r.odds).toSorted((a, b) => b - a))
    expect(Math.max(...found.map((r) => r.labels.length))).toBeLessThanOrEqual(4)
  })
  it('takes a line of no steps', () => {
    expect(decode(steps(), all, 10).every((r) => r.odds === 0)).toBe(true)
  })
})

describe('labels', () => {
  const labels = labelsOf('一\n工\nA\n3\n龘\n。\n')
  it('stand one after the blank, the space last', () => {
    expect(labels).toEqual(['', '一', '工', 'A', '3', '龘', '。', ' '])
  })
  it('are offered where they are Chinese and the font shows them', () => {
    const shows = covers(['U+4e00,U+5de0-5def', 'U+0030-0039'])
    expect([...offered(labels, shows, true)]).toEqual([1, 2, 4])
    expect([...offered(labels, shows, false)]).toEqual([1, 2])
  })
})
