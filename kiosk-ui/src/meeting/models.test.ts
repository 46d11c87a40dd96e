import { describe, expect, it } from 'vitest'
import { dayKey, moment, offsetOf, saysLength, saysTime } from './clock'
import { faceCamera, paperCamera } from './devices'
import { expectation, longest, rungs, stepUntil } from './ladder'
import { loudness } from './level'
import { paperKey, workOf } from './papers'
import { readPath } from './path'
import { lead, pictureOf, speaker, stage } from './people'
import { checks, grouped, onlyDigits } from './receipt'
import { enough } from '../sign/signature'
import { days } from './slots'
import { newer, takeCall } from './snapshot'
import { deviceTrouble, troubleKey } from './troubles'
import { newCallBox } from './visit'
import zh from '../i18n/meeting.zh-CN'
import type { Call, Paper, Person, Queue } from './types'

const call = (part: Partial<Call>): Call => ({
  id: 'c', version: 1, state: 'waiting', topic: '', began: '', now: '', me: 'k', people: [], papers: [], staff: false, rated: false,
  recording: { asked: false, on: false }, options: { book: true, message: true, reply_by: '', hotline: '12348' }, ...part,
})

describe('the fleet’s clock', () => {
  const received = Date.parse('2026-11-22T08:00:00Z')
  it('is far from the kiosk’s, and moments follow it', () => {
    const offset = offsetOf('2026-11-22T09:30:00Z', received)
    expect(offset).toBe(90 * 60_000)
    expect(moment('2026-11-22T09:31:00Z', offset)).toBe(received + 60_000)
  })
  it.each([undefined, '', 'soon', '0001-01-01T00:00:00Z'])('has no moment for %j', (t) => expect(moment(t, 5)).toBeNull())
  it('is left alone by an unreadable time', () => expect(offsetOf('soon', received)).toBe(0))
  it('says times and days of the country', () => {
    expect(saysTime('2026-11-22T01:30:00Z')).toBe('09:30')
    expect(dayKey('2026-11-22T16:30:00Z')).toBe('2026-11-23')
    expect(saysLength(125.4)).toBe('2:05')
  })
})

describe('the ladder', () => {
  const queue: Queue = {
    place: 1, expect_s: -1, on_duty: 1, step: 'city', step_end: '2026-11-22T08:01:00Z',
    steps: [{ step: 'own', seconds: 60 }, { step: 'city', seconds: 30 }, { step: 'neighbours', seconds: 45 }],
  }
  it('knows what was, is and comes', () => expect(rungs(queue).map((r) => r.at)).toEqual(['past', 'now', 'next']))
  it('is all ahead for a step that it does not name', () => expect(rungs({ ...queue, step: 'else' }).map((r) => r.at)).toEqual(['next', 'next', 'next']))
  it('may be empty', () => expect(rungs({ ...queue, steps: null })).toEqual([]))
  it('ends a step by the fleet’s clock', () => expect(stepUntil(queue, 1000)).toBe(Date.parse(queue.step_end) - 1000))
  it('takes this long at most', () => expect(longest(queue)).toBe(3))
  it.each([[-1, 'unknown', 0], [NaN, 'unknown', 0], [0, 'soon', 1], [45, 'soon', 1], [46, 'minutes', 1], [140, 'minutes', 3]] as const)(
    'expects %d s as %s', (s, key, minutes) => expect(expectation(s)).toEqual({ key, minutes }))
})

describe('a device that does not start', () => {
  it.each([
    ['NotReadableError', 'busy'], ['NotFoundError', 'missing'], ['OverconstrainedError', 'missing'],
    ['NotAllowedError', 'denied'], ['SecurityError', 'denied'], ['TypeError', 'failed'], ['Error', 'failed'],
  ])('%s is %s', (name, word) => expect(deviceTrouble({ name })).toBe(word))
  it.each([undefined, null, 'no', 7])('%j is failed', (e) => expect(deviceTrouble(e)).toBe('failed'))
  it('always has a sentence and a next step', () => {
    for (const kind of ['camera', 'microphone'] as const) {
      expect(troubleKey(kind, 'on')).toBeNull()
      expect(troubleKey(kind, 'off')).toBeNull()
      for (const word of ['busy', 'missing', 'denied', 'failed'] as const) {
        expect(troubleKey(kind, word)).toBe(`meeting.trouble.${kind}.${word}`)
        expect(zh.trouble[kind][word].what).not.toBe('')
        expect(zh.trouble[kind][word].next).not.toBe('')
      }
    }
  })
})

describe('cameras', () => {
  const camera = (label: string) => ({ kind: 'videoinput', label, deviceId: label, groupId: '', toJSON: () => '' }) as MediaDeviceInfo
  const list = [camera('USB 高拍仪'), camera('Front'), camera('Lamp')]
  it('finds the one for papers', () => {
    expect(paperCamera(list, undefined)?.label).toBe('USB 高拍仪')
    expect(paperCamera(list, 'Lamp')?.label).toBe('Lamp')
    expect(paperCamera([camera('Front')], undefined)).toBeUndefined()
  })
  it('looks at the face with another one', () => {
    expect(faceCamera(list, undefined)?.label).toBe('Front')
    expect(faceCamera([camera('Front')], undefined)).toBeUndefined()
  })
})

describe('numbers', () => {
  it('are read in fours', () => {
    expect(grouped('520103004211')).toBe('5201 0300 4211')
    expect(grouped('52010')).toBe('5201 0')
    expect(onlyDigits('5201 03-0x', 12)).toBe('5201030')
  })
  it.each([['520103004211', true], ['520103004218', false], ['52010300421', false], ['52010300421x', false], ['', false]])('%s checks: %s', (n, ok) =>
    expect(checks(n)).toBe(ok))
})

describe('slots', () => {
  it('stand under their day, in order', () => {
    const s = (id: string, begin: string) => ({ id, begin, end: begin })
    const of = days([s('b', '2026-11-23T02:00:00Z'), s('c', '2026-11-23T17:00:00Z'), s('a', '2026-11-23T01:00:00Z')])
    expect(of.map((d) => [d.day, d.slots.map((x) => x.id)])).toEqual([['2026-11-23', ['a', 'b']], ['2026-11-24', ['c']]])
  })
})

describe('papers', () => {
  const paper = (kind: Paper['kind'], state: Paper['state']): Paper => ({ id: 'p', kind, state, title: '', sent: '' })
  it.each([
    ['guide', 'sent', 'print'], ['form', 'printing', 'none'], ['summary', 'printed', 'none'],
    ['sign', 'sent', 'sign'], ['sign', 'signed', 'print'], ['sign', 'declined', 'none'], ['sign', 'printed', 'none'],
  ] as const)('%s %s: %s', (kind, state, work) => expect(workOf(paper(kind, state))).toBe(work))
  it('are other work once signed', () => expect(paperKey(paper('sign', 'sent'))).not.toBe(paperKey(paper('sign', 'signed'))))
  it('need more than a touch to be signed', () => {
    expect(enough([])).toBe(false)
    expect(enough([{ points: [{ x: 0, y: 0 }, { x: 5, y: 0 }] }])).toBe(false)
    expect(enough([{ points: [{ x: 0, y: 0 }, { x: 90, y: 0 }] }])).toBe(true)
  })
})

describe('who is seen and heard', () => {
  const person = (identity: string, role: Person['role']): Person => ({ identity, role, name: identity, here: true })
  const others = [person('p', 'party'), person('l', 'lawyer')]
  const track = (id: string) => ({ id }) as MediaStreamTrack
  it('is the loudest, then the last, then the lawyer', () => {
    expect(speaker(others, ['k', 'p', 'l'], '')?.identity).toBe('p')
    expect(speaker(others, [], 'p')?.identity).toBe('p')
    expect(speaker(others, ['gone'], 'gone')?.identity).toBe('l')
    expect(lead([])).toBeUndefined()
  })
  it('has the large place alone', () => {
    const picture = { identity: 'l', source: 'camera' as const, track: track('a') }
    expect(stage([others[1]!], [picture])).toEqual({ large: picture, screen: false, grid: [] })
  })
  it('shares it among three', () => expect(stage(others, []).grid).toHaveLength(2))
  it('gives it to a shown screen', () => {
    const screen = { identity: 'l', source: 'screen' as const, track: track('s') }
    const of = stage(others, [{ identity: 'l', source: 'camera', track: track('a') }, screen])
    expect(of.large).toBe(screen)
    expect(of.grid).toHaveLength(2)
    expect(pictureOf([screen], 'l')).toBeNull()
  })
})

describe('snapshots', () => {
  it('go forwards only', () => {
    expect(newer(null, call({}))).toBe(true)
    expect(newer(call({ version: 3 }), call({ version: 2 }))).toBe(false)
    expect(newer(call({ version: 3 }), call({ version: 3 }))).toBe(true)
    expect(newer(call({ id: 'new' }), call({ id: 'old', state: 'ended' }))).toBe(false)
    expect(newer(call({ id: 'old', state: 'ended' }), call({ id: 'new' }))).toBe(true)
  })
  it('do not bring back what was put away', () => {
    const box = { ...newCallBox(false), doneWith: 'c' }
    takeCall(box, call({ state: 'ended' }))
    expect(box.call).toBeNull()
  })
  it('leave an ended call to be read, and drop one that is no more', () => {
    const box = newCallBox(false)
    takeCall(box, call({ state: 'ended' }))
    takeCall(box, null)
    expect(box.call?.state).toBe('ended')
    const other = newCallBox(false)
    takeCall(other, call({}))
    takeCall(other, null)
    expect(other.call).toBeNull()
  })
})

describe('measures', () => {
  it('loudness goes from a quiet room to loud speech', () => {
    expect(loudness(new Float32Array(64))).toBe(0)
    expect(loudness(new Float32Array(64).fill(0.5))).toBe(1)
    expect(loudness(new Float32Array(64).fill(0.02))).toBeGreaterThan(0.3)
    expect(loudness([])).toBe(0)
  })
  it('the path of the media is the chosen pair’s', () => {
    const stats = (candidateType: string): [string, unknown][] => [
      ['t', { type: 'transport', selectedCandidatePairId: 'x' }], ['x', { type: 'candidate-pair', localCandidateId: 'l' }], ['l', { candidateType }],
    ]
    expect(readPath(stats('relay'))).toBe('relay')
    expect(readPath(stats('host'))).toBe('direct')
    expect(readPath([])).toBeUndefined()
  })
})
