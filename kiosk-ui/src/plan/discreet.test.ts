import { describe, expect, it } from 'vitest'
import type { Content } from '../api/types'
import type { Screen } from '../nav'
import { isDiscreet } from './discreet'
import { newWalk } from './journey'
import type { PlanDoc, Rules } from './types'

const text = { zh: '', en: '' }
const theme = (id: string, discreet?: boolean) => ({ id, say: text, hint: text, icon: '', guides: [id], forms: [], discreet })
const content = {
  themes: [theme('wages'), theme('violence', true)],
  guides: { 'zh-CN': [{ id: 'at-home', theme: 'violence', title: '', summary: '' }, { id: 'wages', theme: 'wages', title: '', summary: '' }], en: [] },
} as unknown as Content
const rules = { journeys: [{ id: 'safe', theme: 'violence' }], periods: [{ id: 'order', theme: 'violence' }], amounts: [] } as unknown as Rules
const home: Screen = { name: 'home' }

describe('the way to leave at once', () => {
  it.each<Screen>([
    { name: 'theme', id: 'violence' },
    { name: 'guide', id: 'at-home', via: 'tile' },
    { name: 'journey', id: 'safe', step: 2 },
    { name: 'plan', id: 'safe' },
    { name: 'count', theme: 'violence' },
    { name: 'reckon', what: 'period', id: 'order' },
    { name: 'consult', topic: 'violence' },
  ])('shows on %j', (screen) => expect(isDiscreet([home, screen], content, rules)).toBe(true))
  it('stays on what is opened from there', () =>
    expect(isDiscreet([home, { name: 'plan', id: 'safe' }, { name: 'form', id: 'legal-aid' }], content, rules)).toBe(true))
  it('shows on a plan of another theme that leads to one', () => {
    const walks = { wages: { ...newWalk(), doc: { guides: ['wages', 'at-home'] } as PlanDoc } }
    expect(isDiscreet([home, { name: 'plan', id: 'wages' }], content, rules, walks)).toBe(true)
    expect(isDiscreet([home, { name: 'journey', id: 'wages', step: 1 }], content, rules, walks)).toBe(false)
  })
  it('shows nowhere else', () => {
    expect(isDiscreet([home, { name: 'guide', id: 'wages', via: 'tile' }], content, rules)).toBe(false)
    expect(isDiscreet([home], content, null)).toBe(false)
    expect(isDiscreet([home, { name: 'plan', id: 'safe' }], null, null)).toBe(false)
  })
})
