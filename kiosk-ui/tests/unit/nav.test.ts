import { describe, expect, it } from 'vitest'
import { parseStack, popped, pushed, withoutJourney, type Screen } from '../../src/nav'

const home: Screen = { name: 'home' }
const theme: Screen = { name: 'theme', id: 'a' }

describe('the stack of screens', () => {
  it('goes deeper and back', () => {
    const deeper = pushed([home], theme)
    expect(deeper).toEqual([home, theme])
    expect(popped(deeper)).toEqual([home])
    expect(popped([home])).toEqual([home])
  })
  it('does not repeat the screen that is shown', () => expect(pushed([home, theme], theme)).toEqual([home, theme]))
  it('starts again at home', () => expect(pushed([home, theme], home)).toEqual([home]))
  it('forgets a journey that begins again', () => {
    const old: Screen[] = [home, theme, { name: 'journey', id: 'j', step: 1 }, { name: 'plan', id: 'j' }, { name: 'plan', id: 'k' }]
    expect(withoutJourney(old, 'j')).toEqual([home, theme, { name: 'plan', id: 'k' }])
  })
  it('stays bounded', () => {
    let stack: Screen[] = [home]
    for (let i = 0; i < 100; i++) stack = pushed(stack, { name: 'theme', id: String(i) })
    expect(stack.length).toBe(30)
    expect(stack[0]).toEqual(home)
  })
})

describe('parseStack', () => {
  it('reads back what was kept', () => expect(parseStack(JSON.stringify([home, theme]))).toEqual([home, theme]))
  it.each([null, '', '{', '[]', '7', '[{"name":"attack"}]', '[null]'])('shows home for %j', (raw) =>
    expect(parseStack(raw)).toEqual([home]),
  )
})
