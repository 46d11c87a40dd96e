import { describe, expect, it } from 'vitest'
import { askingOf, faultOfNumber, inputNow, oneBack, sayMoney, typedOn, withAnswer } from './amounts'
import type { AmountInput, Reckoned } from './types'

const text = { zh: '', en: '' }
const input = (id: string): AmountInput => ({ id, ask: text, kind: 'amount', min: 1, max: 1000 })
const reckoned: Reckoned = {
  amount: { id: 'severance', theme: 't', title: text, inputs: [input('wage'), input('years'), input('average')], law: '', article: '' },
  given: { wage: 6000 },
  missing: [input('years'), input('average')],
}

describe('the figures of a sum', () => {
  it('are asked for one by one, without those that the journey knows', () => {
    let a = askingOf(reckoned)
    expect(inputNow(a)?.id).toBe('years')
    a = withAnswer(a, 'years', 3)
    expect(inputNow(a)?.id).toBe('average')
    a = withAnswer(a, 'average', 8000)
    expect(inputNow(a)).toBeUndefined()
    expect(a.given).toEqual({ wage: 6000, years: 3, average: 8000 })
  })
  it('go back one at a time and keep the answers of the journey', () => {
    const a = withAnswer(askingOf(reckoned), 'years', 3)
    expect(inputNow(oneBack(a))?.id).toBe('years')
    expect(oneBack(oneBack(a)).given).toEqual({ wage: 6000 })
  })
  it('take no for an answer', () => expect(inputNow(withAnswer(withAnswer(askingOf(reckoned), 'years', false), 'average', 0))).toBeUndefined())
})

describe('a number', () => {
  it.each([
    ['', 'fault.number', 0],
    ['0', 'fault.less', 1],
    ['1001', 'fault.more', 1000],
  ])('%j is refused in words', (typed, key, n) => expect(faultOfNumber(typed, { min: 1, max: 1000 })).toEqual({ key, n }))
  it.each(['1', '1000', '12.5'])('%j is taken', (typed) => expect(faultOfNumber(typed, { min: 1, max: 1000 })).toBeNull())
  it('has no upper limit where none is given', () => expect(faultOfNumber('999999999', {})).toBeNull())
  it('is typed key by key', () => {
    const type = (keys: string) => [...keys].reduce(typedOn, '')
    expect(type('12.50')).toBe('12.50')
    expect(type('.5')).toBe('0.5')
    expect(type('007')).toBe('7')
    expect(type('1.2.3')).toBe('1.23')
    expect(type('1.239')).toBe('1.23')
    expect(type('12345678901')).toBe('123456789')
  })
  it('is said with its thousands apart', () => {
    expect(sayMoney(24000)).toBe('24,000')
    expect(sayMoney(1234.5)).toBe('1,234.50')
  })
})
