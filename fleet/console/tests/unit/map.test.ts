import { expect, test } from 'vitest'
import { counties } from '../../build/guiyang.ts'

test('the map has the ten counties of Guiyang, each with a drawn shape and a label inside the picture', () => {
  const map = counties()
  expect(map.counties.map((c) => c.code).sort()).toEqual([
    '520102', '520103', '520111', '520112', '520113', '520115', '520121', '520122', '520123', '520181',
  ])
  for (const c of map.counties) {
    expect(c.d).toMatch(/^M[\d.]+ [\d.]+(L[\d.]+ [\d.]+){8,}Z/)
    expect(c.label[0]).toBeGreaterThan(0)
    expect(c.label[0]).toBeLessThan(map.width)
    expect(c.label[1]).toBeGreaterThan(0)
    expect(c.label[1]).toBeLessThan(map.height)
  }
})
