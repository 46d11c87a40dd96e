import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Desk, DeskCall, Ring, Shift, Task } from '@/api/desk'
import { arrived, gone, inOrder, mergeDesk, newer, runningCall } from '@/desk/merge'
import { Notes } from '@/desk/notes'
import { inZone, nextWorkday } from '@/desk/followUp'
import { findIn } from '@/desk/library'
import { pieceBytes, Pieces, retryMs } from '@/recording/pieces'
import { asTime, fault, mondayForWeek, overlapping } from '@/roster/shifts'
import { homeOf, maySee, placesOf } from '@/session/places'
import { byDue, spoken } from '@/tasks/order'

const ring = (id: string, more: Partial<Ring> = {}): Ring => ({ id, began: '2026-11-22T01:00:00Z', kind: 'call', mine: false, booking: false, ...more }) as Ring
const call = (id: string, version: number, more: Partial<DeskCall> = {}): DeskCall => ({ id, version, state: 'talking', answered: '2026-11-22T01:00:00Z', ...more }) as DeskCall
const desk = (calls: DeskCall[] | null, rings: Ring[] | null = []): Desk => ({ calls, rings }) as Desk

describe('what the desk knows', () => {
  test('an answer that was overtaken does not take back a newer snapshot', () => {
    expect(newer(call('a', 5), call('a', 4)).version).toBe(5)
    expect(newer(call('a', 5), call('a', 5, { notes: 'x' })).notes).toBe('x')
    expect(newer(call('a', 5), call('b', 1)).id).toBe('b')
    expect(mergeDesk(desk([call('a', 5)]), desk([call('a', 4), call('b', 1)])).calls!.map((c) => c.version)).toEqual([5, 1])
    expect(mergeDesk(null, desk(null, null))).toEqual({ calls: [], rings: [] })
  })

  test('the running call is the talking one that was answered first', () => {
    expect(runningCall(null)).toBeNull()
    expect(runningCall(desk([call('a', 1, { state: 'ended' })]))).toBeNull()
    expect(runningCall(desk([call('b', 1, { answered: '2026-11-22T02:00:00Z' }), call('a', 1)]))!.id).toBe('a')
  })

  test('booked for me, then colleagues, then bookings, then who waited longest', () => {
    const list = [ring('new', { began: '2026-11-22T01:05:00Z' }), ring('old'), ring('booked', { booking: true }), ring('moved', { kind: 'transfer' }), ring('mine', { mine: true, began: '2026-11-22T01:09:00Z' })]
    expect(inOrder(list).map((r) => r.id)).toEqual(['mine', 'moved', 'booked', 'old', 'new'])
  })

  test('rings that came, and those that went without this desk', () => {
    const [before, now] = [[ring('a'), ring('b')], [ring('b'), ring('c')]]
    expect(arrived(before, now).map((r) => r.id)).toEqual(['c'])
    expect(gone(before, now, new Set()).map((r) => r.id)).toEqual(['a'])
    expect(gone(before, now, new Set(['a']))).toEqual([])
  })
})

describe('with a clock', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())
  const timers = { setTimeout: (act: () => void, ms: number): number => setTimeout(act, ms) as unknown as number, clearTimeout: (n: number): void => clearTimeout(n) }

  test('notes are saved after a rest, again after a fault, and never overwritten while somebody types', async () => {
    const saved: string[] = []
    let up = false
    const notes = new Notes({ ...timers, save: (t) => (up ? Promise.resolve(void saved.push(t)) : Promise.reject(new Error('away'))) }, 'a')
    notes.hear('b')
    expect(notes.text.value).toBe('b')
    notes.write('bc')
    notes.write('bcd')
    notes.hear('other')
    expect(notes.text.value).toBe('bcd')
    await vi.advanceTimersByTimeAsync(800)
    expect([notes.state.value, saved]).toEqual(['failed', []])
    up = true
    await vi.advanceTimersByTimeAsync(3_000)
    expect([notes.state.value, saved]).toEqual(['saved', ['bcd']])
    notes.insert('template')
    await notes.flush()
    expect(saved.at(-1)).toBe('bcd\n\ntemplate')
    await notes.flush()
    expect(saved).toHaveLength(2)
  })

  class Vault {
    stored: [number, number][] = []
    faults: number[] = []
    pieces = new Pieces({
      seal: async (p) => p,
      put: async (n, p) => {
        const status = this.faults.shift()
        if (status) throw new Error(String(status))
        this.stored.push([n, p.length])
      },
      again: (f) => (f as Error).message !== '409',
      setTimeout: timers.setTimeout,
    })
  }

  test('pieces go in order, from 1, none larger than the fleet takes, each until it is stored', async () => {
    const v = new Vault()
    v.faults = [500, 503]
    v.pieces.add(new Uint8Array(pieceBytes + 7))
    v.pieces.add(new Uint8Array(3))
    await vi.advanceTimersByTimeAsync(retryMs[0]! - 1)
    expect(v.stored).toEqual([])
    await vi.advanceTimersByTimeAsync(1 + retryMs[1]!)
    await v.pieces.flush()
    expect(v.stored).toEqual([[1, pieceBytes], [2, 7], [3, 3]])
    v.pieces.add(new Uint8Array(1))
    await v.pieces.flush()
    expect(v.stored.at(-1)).toEqual([4, 1])
  })

  test('a withdrawn consent ends it at once: what was not sent never is', async () => {
    const v = new Vault()
    v.faults = [500]
    v.pieces.add(new Uint8Array(1))
    v.pieces.add(new Uint8Array(1))
    await vi.advanceTimersByTimeAsync(0)
    v.pieces.withdraw()
    v.pieces.add(new Uint8Array(1))
    await vi.advanceTimersByTimeAsync(60_000)
    await v.pieces.flush()
    expect([v.stored, v.pieces.waiting]).toEqual([[], 0])
  })

  test('a refusal is told and not tried again', async () => {
    const v = new Vault()
    v.faults = [409]
    v.pieces.add(new Uint8Array(1))
    await v.pieces.flush()
    v.pieces.add(new Uint8Array(1))
    await v.pieces.flush()
    expect([(v.pieces.fault as Error).message, v.stored]).toEqual(['409', []])
  })
})

test('each role lands on its own page and sees no other’s', () => {
  expect([homeOf('lawyer'), homeOf('lead'), homeOf('operator'), homeOf('viewer')]).toEqual(['desk', 'desk', 'overview', 'overview'])
  expect(placesOf('lawyer')).toEqual(['desk', 'tasks', 'roster'])
  expect(placesOf('lead')).toContain('meetings')
  expect([maySee('operator', 'desk'), maySee('lawyer', 'overview'), maySee('viewer', 'lost')]).toEqual([false, false, true])
})

test('the overdue come first, then what is due next', () => {
  const task = (id: string, due: string, overdue = false): Task => ({ id, due, overdue }) as Task
  expect(byDue([task('c', '0001-01-01T00:00:00Z'), task('b', '2026-11-24T00:00:00Z'), task('a', '2026-11-23T00:00:00Z'), task('z', '2026-11-25T00:00:00Z', true)]).map((x) => x.id)).toEqual(['z', 'a', 'b', 'c'])
  expect(spoken('482109375516')).toBe('4821 0937 5516')
})

test('a call-back is proposed for the next working day, in the fleet’s zone', () => {
  expect(nextWorkday(Date.parse('2026-11-20T03:00:00Z'))).toBe('2026-11-23T10:00') // Friday -> Monday
  expect(nextWorkday(Date.parse('2026-11-22T17:00:00Z'))).toBe('2026-11-24T10:00') // Monday in Guiyang already
  expect(new Date(inZone('2026-11-23T10:00')).toISOString()).toBe('2026-11-23T02:00:00.000Z')
})

test('shifts: times, order, overlaps, and Monday for the week', () => {
  const shift = (weekday: number, from: string, to: string): Shift => ({ lawyer: 'a', weekday, from, to, region: '' })
  expect([fault(shift(1, '09:00', '12:00')), fault(shift(1, '9:00', '12:00')), fault(shift(1, '12:00', '12:00')), fault(shift(1, '20:00', '24:00'))]).toEqual(['', 'roster.badTime', 'roster.badOrder', ''])
  const list = [shift(1, '09:00', '12:00'), shift(1, '11:00', '13:00'), shift(2, '11:00', '13:00')]
  expect(list.map((s) => overlapping(list, s))).toEqual([true, true, false])
  expect(mondayForWeek([shift(1, '09:00', '12:00'), shift(3, '10:00', '11:00'), shift(6, '10:00', '11:00')], 'a').map((s) => [s.weekday, s.from])).toEqual([[1, '09:00'], [6, '10:00'], [2, '09:00'], [3, '09:00'], [4, '09:00'], [5, '09:00']])
})

test('the library finds by every word and puts the call’s topic first', () => {
  const list = ['a', 'b', 'c'].map((id) => ({ id, title: { zh: `${id}欠薪`, en: `Wages ${id}` } }))
  expect(findIn(list, '', ['c']).map((x) => x.id)).toEqual(['c', 'a', 'b'])
  expect(findIn(list, '欠薪 b', []).map((x) => x.id)).toEqual(['b'])
  expect(findIn(list, 'rent', [])).toEqual([])
})

test.each([['9', '09:00'], ['930', '09:30'], ['0930', '09:30'], ['17', '17:00'], ['17：05', '17:05'], ['24:00', '24:00'], ['x', 'x']])('%s is typed for %s', (typed, time) => expect(asTime(typed)).toBe(time))
