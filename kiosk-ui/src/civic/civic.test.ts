import { describe, expect, it } from 'vitest'
import type { OpenVisit } from '../api/types'
import { newVisit } from '../state/visit'
import { newDraft, opinionOf, phaseOf, saysSomething, sorted } from './opinions'
import { asksAtEnd, handledBy, mayAsk } from './rating'
import type { Opinion } from './types'

const say = (zh: string) => ({ zh, en: '' })
const draft = (id: string, code: number, from: string, until: string, feedback = ''): Opinion => ({
  id, code, from, until, feedback: say(feedback), title: say(id), by: say(''), summary: say(''), points: [], questions: [], sample: true,
})
const today = '2026-11-22'
const list = [draft('later', 104, '2027-01-01', '2027-02-01'), draft('old', 103, '2026-01-01', '2026-02-01'), draft('told', 102, '2026-01-01', '2026-02-01', '采纳了'), draft('open', 101, '2026-01-01', today)]

describe('drafts', () => {
  it('stand as their days and feedback say', () => expect(list.map((o) => phaseOf(o, today))).toEqual(['coming', 'closed', 'answered', 'open']))
  it('come with the open ones first', () => expect(sorted(list, today).map((o) => o.id)).toEqual(['open', 'told', 'old', 'later']))
  it.each([['910112345678', 'open'], ['910212345678', 'told'], ['999912345678', undefined], ['110112345678', undefined], ['', undefined]])('are found by the number %s', (n, id) =>
    expect(opinionOf(list, n)?.id).toBe(id),
  )
  it('need something said', () => {
    expect(saysSomething(newDraft())).toBe(false)
    expect(saysSomething({ ...newDraft(), text: ' ' })).toBe(false)
    expect(saysSomething({ ...newDraft(), answers: { a: 1 } })).toBe(true)
  })
})

describe('the rating', () => {
  const open: OpenVisit = { id: 'v', token: 't', settings: { lang: 'zh-CN', elder: false, contrast: false, lowered: false, spoken: false }, began: '' }
  it('is asked for only after something was done, and once', () => {
    const v = newVisit(open)
    expect(mayAsk(v)).toBe(false)
    v.handled = handledBy({ name: 'guide', id: 'wages', via: 'tile' })
    expect(mayAsk(v)).toBe(true)
    v.rated = true
    expect(mayAsk(v)).toBe(false)
  })
  it('is not asked for again after a reload', () => expect(newVisit({ ...open, rated: true }).rated).toBe(true))
  it('does not hold back who is timing out', () => {
    const v = newVisit(open)
    v.handled = { service: 'guide', item: 'wages' }
    expect(asksAtEnd(v, null, null)).toBe(true)
    v.warnUntil = 1
    expect(asksAtEnd(v, null, null)).toBe(false)
  })
  it('is of what a screen does, not of one that leads on', () => {
    expect(handledBy({ name: 'home' })).toBeNull()
    expect(handledBy({ name: 'service', id: 'notary' })).toEqual({ service: 'service', item: 'notary' })
  })
})
