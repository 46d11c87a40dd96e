import { describe, expect, it } from 'vitest'
import { answered, longestFrom, newWalk, placeOf, unknown, walkOn, wayOf } from './journey'
import type { Journey } from './types'

const say = { zh: '', en: '' }
const choice = (id: string, next: string) => ({ id, say, hint: say, next })
const journey: Journey = {
  id: 'j', theme: 't', title: say, first: 'who',
  questions: [
    { id: 'who', ask: say, help: say, kind: 'choice', choices: [choice('company', 'left'), choice('private', 'plan:debt')] },
    { id: 'left', ask: say, help: say, kind: 'date', next: 'asked', unknown: 'plan:left' },
    { id: 'asked', ask: say, help: say, kind: 'date', next: 'plan:left', unknown: 'plan:left' },
  ],
}

describe('a journey', () => {
  it('asks the first question of an empty walk', () => expect(wayOf(journey, {})).toMatchObject({ way: [{ id: 'who' }], plan: null }))
  it('ends in a plan', () =>
    expect(wayOf(journey, { who: 'company', left: '2026-03-14', asked: unknown })).toMatchObject({ plan: 'left', way: [{}, {}, {}] }))
  it('takes "I do not know" only where it leads somewhere', () => {
    expect(wayOf(journey, { who: unknown }).plan).toBeNull()
    expect(wayOf(journey, { who: 'company', left: unknown }).plan).toBe('left')
  })
  it('keeps later answers when an answer is given again, drops those of another way', () => {
    const all = { who: 'company', left: '2026-03-14', asked: '2026-04-01' }
    expect(answered(journey, all, 'left', '2026-02-01')).toEqual({ who: 'company', left: '2026-02-01', asked: '2026-04-01' })
    expect(answered(journey, all, 'who', 'private')).toEqual({ who: 'private' })
  })
  it('does not follow an answer that is none', () => expect(wayOf(journey, { who: 'nobody' }).way).toHaveLength(1))
  it('knows how many questions there are at most', () => expect(longestFrom(journey, 'who')).toBe(3))
  it('drops what was ticked and counted once an answer is another one, not before', () => {
    const walk = { ...newWalk({ who: 'company', left: '2026-03-14', asked: unknown }), ticked: [1] }
    expect(walkOn(journey, walk, 'left', '2026-03-14')).toBe(walk)
    expect(walkOn(journey, walk, 'left', '2026-03-15')).toEqual(newWalk({ who: 'company', left: '2026-03-15', asked: unknown }))
  })
  it('says which question it is and how many can come', () => {
    expect(placeOf(journey, 0, 'who')).toEqual({ number: 1, most: 2 })
    expect(placeOf(journey, 2, 'asked')).toEqual({ number: 3, most: 0 })
  })
})
