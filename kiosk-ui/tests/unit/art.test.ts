import { describe, expect, it } from 'vitest'
import { themeIcon } from '../../src/art/icons'
import { sceneFor, scenes } from '../../src/art/scenes'

// Content of a newer date may name a picture that this page does not have yet.
describe('pictures that content names', () => {
  it('falls back to the scales for an icon it does not have', () => {
    expect(themeIcon('no-such-icon')).toBe(themeIcon('scales'))
    expect(themeIcon('')).toBe(themeIcon('scales'))
    expect(themeIcon('baby')).not.toBe(themeIcon('scales'))
  })

  it('falls back to a drawing of its own, in turn', () => {
    const drawings = [0, 1, 2, 9].map((turn) => sceneFor('no-such-drawing', turn))
    expect(drawings.every(Boolean)).toBe(true)
    expect(drawings[0]).not.toBe(drawings[1])
    expect(sceneFor('wages', 3)).toBe(scenes.wages)
  })
})
