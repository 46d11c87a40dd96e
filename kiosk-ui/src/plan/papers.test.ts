import { describe, expect, it } from 'vitest'
import type { Progress } from '../api/types'
import type { FormDraft } from '../forms/resume'
import { newWalk } from './journey'
import { entered, nextPaper, paperRequest } from './papers'
import type { Amount } from './types'

const draft = (values: Record<string, string>): FormDraft => ({ stage: 'ask', step: 0, values })
const amount = { id: 'fee' } as Amount
const walk = {
  ...newWalk({ who: 'company' }),
  ticked: [2],
  facts: { limit: { start: '2026-05-28' } },
  reckoned: { fee: { amount, given: { claim: 20000 } } },
}

describe('the papers of a plan', () => {
  it('ask for a plan by what was answered, counted and ticked', () =>
    expect(paperRequest({ kind: 'plan', item: 'wages', title: '' }, 'wages', walk, {})).toEqual({
      kind: 'plan',
      copies: 1,
      plan: { journey: 'wages', answers: { who: 'company' }, facts: { limit: { start: '2026-05-28' } }, given: { fee: { claim: 20000 } }, ticked: [2] },
    }))
  it('ask for a guide by its name only', () =>
    expect(paperRequest({ kind: 'guide', item: 'wages', title: '' }, 'wages', walk, {})).toEqual({ kind: 'guide', id: 'wages', copies: 1 }))
  it('fill in a form as far as it was filled in', () =>
    expect(paperRequest({ kind: 'form', item: 'aid', title: '' }, 'wages', walk, { aid: draft({ name: '测试甲', phone: ' ' }) })).toEqual({
      kind: 'form', id: 'aid', copies: 1, fields: { name: '测试甲' },
    }))
  it('know a form that nobody wrote into', () => {
    expect(entered(undefined)).toBeUndefined()
    expect(entered(draft({ phone: '' }))).toBeUndefined()
  })
  it.each([['printed', 0, 1], ['printed', 2, 'done'], ['failed', 0, 'stay'], ['canceled', 1, 'stay']] as const)('after %s of number %i go on with %s', (state, at, to) =>
    expect(nextPaper(at, 3, { state } as Progress)).toBe(to))
})
