import { describe, expect, it } from 'vitest'
import en from './words.en'
import zh from './words.zh-CN'
import { byUrgency, leftOf, toneOf } from './deadline'
import type { Counted } from './types'

const text = { zh: '', en: '' }
const period = (unit: string) => ({ id: 'p', theme: 't', title: text, event: text, from: text, unit, law: '', article: '' })
const counted = (left: number, state: 'running' | 'last-day' | 'over', unit = 'day'): Counted => ({ period: period(unit), last: '2027-03-14', result: { left, state, steps: null, cautions: null } })
const says = (c: Counted, words: typeof zh | typeof en) => {
  const left = leftOf(c)
  return left === null ? null : words[left.key].replace('{n}', String(left.n))
}

it('puts what presses first, what is over behind it and what is open last', () => {
  const open: Counted = { period: period('day'), missing: text }
  const [far, near, over] = [counted(400, 'running'), counted(3, 'running'), counted(-2, 'over')]
  expect([open, over, far, near].sort(byUrgency)).toEqual([near, far, over, open])
})

describe('how a deadline is said', () => {
  it.each([
    [counted(112, 'running'), 'calm', '还剩 112 天', '112 days left'],
    [counted(31, 'running'), 'calm', '还剩 31 天', '31 days left'],
    [counted(30, 'running'), 'soon', '还剩 30 天', '30 days left'],
    [counted(1, 'running'), 'soon', '还剩 1 天', '1 day left'],
    [counted(0, 'last-day'), 'today', '就是今天', 'It is today'],
    [counted(-1, 'over'), 'over', '昨天已经到期', 'It ended yesterday'],
    [counted(-5, 'over'), 'over', '已经过了 5 天', 'Over for 5 days'],
    [counted(0, 'last-day', 'hour'), 'today', '到这个时候为止', 'Until this time'],
    [counted(-3, 'over', 'hour'), 'over', '这个时候已经过了', 'This time has passed'],
  ])('%#: by its colour and in words', (c, tone, chinese, english) => {
    expect(toneOf(c)).toBe(tone)
    expect(says(c, zh)).toBe(chinese)
    expect(says(c, en)).toBe(english)
  })
  it('says nothing of what is not counted yet', () => {
    const open: Counted = { period: period('day'), missing: text }
    expect(toneOf(open)).toBe('open')
    expect(leftOf(open)).toBeNull()
  })
})
