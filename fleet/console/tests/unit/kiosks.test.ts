import { beforeEach, describe, expect, test } from 'vitest'
import type { Attention, Device, KioskRow } from '@/api/types'
import { merged } from '@/components/useEvents'
import { attentionText, byTime } from '@/kiosks/attention'
import { coverage, down, waiting } from '@/kiosks/coverage'
import { csv } from '@/kiosks/csv'
import { deviceTone, deviceTrouble, reasonWords, troubles } from '@/kiosks/devices'
import { filtersOf, isFiltered, noFilters, queryOf, sorted } from '@/kiosks/filters'
import { lastDays } from '@/kiosks/days'
import { loadViews, removeView, sameView, saveView } from '@/kiosks/views'
import { secondsLeft, idleMs } from '@/session/idle'
import { texts } from './texts'

const en = texts('en')

function kiosk(part: Partial<KioskRow>): KioskRow {
  return {
    id: '520103-001', name: '', region: '520103', centre: '520103-centre', state: 'in-service', online: true, since: null, last_seen: null,
    agent: '', content: '', devices: [], visits_today: 0, prints_today: 0, cards_today: 0, problems: [], centre_name: { zh: '', en: '' }, ...part,
  }
}
const printer = (part: Partial<Device>): Device => ({ class: 'printer', driver: 'ipp', state: 'online', at: '', ...part })

describe('filters', () => {
  test('an address and its filters are each other’s reverse', () => {
    const f = { q: '云岩', region: '520103', centre: '', state: 'offline', sort: 'visits' } as const
    expect(queryOf(f)).toEqual({ q: '云岩', region: '520103', state: 'offline', sort: 'visits' })
    expect(filtersOf(queryOf(f))).toEqual(f)
  })

  test('words that mean nothing are left out', () => {
    expect(filtersOf({ state: 'broken', sort: 'colour', q: ['a', 'b'], other: 'x' })).toEqual(noFilters)
    expect(isFiltered({ ...noFilters, sort: 'visits' })).toBe(false)
    expect(isFiltered({ ...noFilters, state: 'offline' })).toBe(true)
  })

  test('rows come in the order asked for, by id where equal', () => {
    const rows = [kiosk({ id: 'c', visits_today: 1 }), kiosk({ id: 'a', visits_today: 5 }), kiosk({ id: 'b', visits_today: 5 })]
    expect(sorted(rows, 'visits').map((k) => k.id)).toEqual(['a', 'b', 'c'])
    expect(sorted(rows, '').map((k) => k.id)).toEqual(['c', 'a', 'b'])
  })
})

describe('views', () => {
  beforeEach(() => localStorage.clear())

  test('a view is kept, replaced by its name and removed', () => {
    saveView(localStorage, '我的', { ...noFilters, state: 'offline' })
    saveView(localStorage, '我的', { ...noFilters, state: 'impaired' })
    expect(loadViews(localStorage)).toEqual([{ name: '我的', query: { state: 'impaired' } }])
    expect(removeView(localStorage, '我的')).toEqual([])
  })

  test.each(['', 'no json', '7', '[7, null, {"name":1}]'])('%j in the browser gives no views', (text) => {
    localStorage.setItem('lk.console.views', text)
    expect(loadViews(localStorage)).toEqual([])
  })

  test('a view with an unknown word loses that word only', () => {
    localStorage.setItem('lk.console.views', '[{"name":"a","query":{"state":"gone","region":"520103"}}]')
    expect(loadViews(localStorage)).toEqual([{ name: 'a', query: { region: '520103' } }])
  })

  test('the order of words does not matter', () => expect(sameView({ a: '1', b: '2' }, { b: '2', a: '1' })).toBe(true))
})

describe('devices', () => {
  test.each([
    [printer({}), 'ok', ''],
    [printer({ state: 'deviceBusy' }), 'ok', ''],
    [printer({ state: 'starting' }), 'warn', 'Starting'],
    [printer({ state: 'powerOff' }), 'bad', 'Powered off'],
    [printer({ supplies: [{ kind: 'toner', name: 'k', level: 'low' }] }), 'warn', 'Toner Low'],
    [printer({ supplies: [{ kind: 'paper', name: 't', level: 'out' }] }), 'bad', 'Paper Empty'],
    [printer({ state: 'userError', reasons: ['media-jam-error'] }), 'bad', 'paper jam'],
  ])('%j is %s: %s', (d, tone, trouble) => {
    expect(deviceTone(d)).toBe(tone)
    expect(deviceTrouble(d, en)).toBe(trouble)
  })

  test('reasons lose their severity, double ones and "none"', () => {
    expect(reasonWords(['media-empty-error', 'media-empty', 'none', 'vendor-thing-warning'], en)).toBe('out of paper, code vendor-thing')
  })

  test('a kiosk that is gone tells no troubles', () => {
    const devices = [printer({ state: 'offline' })]
    expect(troubles(kiosk({ devices }))).toHaveLength(1)
    expect(troubles(kiosk({ devices, online: false }))).toEqual([])
  })
})

describe('attention', () => {
  const one = (part: Partial<Attention>): Attention => ({ kiosk: 'k', region: '', centre: '', since: '', what: 'offline', detail: '', ...part })

  test.each([
    ['printer.paper', 'Printer out of paper'],
    ['idcard.hardwareError', 'ID card reader: Hardware fault'],
    ['printer.strange', 'Printer: trouble'],
    ['toaster.fire', 'Device trouble'],
    ['out-of-service', 'Kiosk says it cannot serve'],
  ])('%s is "%s"', (what, text) => expect(attentionText(one({ what }), en)).toBe(text))

  test('the newest comes first, what never had a time last', () => {
    const list = [
      one({ kiosk: 'never', what: 'never-seen', since: '2026-11-22T12:00:00Z' }),
      one({ kiosk: 'old', since: '2026-11-21T00:00:00Z' }),
      one({ kiosk: 'new', since: '2026-11-22T00:00:00Z' }),
    ]
    expect(byTime(list).map((a) => a.kiosk)).toEqual(['new', 'old', 'never'])
  })
})

test.each([
  [0, 0, 0, 'empty'],
  [0, 0, 2, 'waiting'],
  [0, 1, 2, 'none'],
  [0, 2, 2, 'none'],
  [1, 1, 2, 'partial'],
  [1, 2, 2, 'partial'],
  [2, 2, 2, 'full'],
] as const)('%d effective of %d equipped of %d centres is %s', (centres_effective, centres_equipped, centres, level) =>
  expect(coverage({ centres, centres_equipped, centres_effective })).toBe(level))

test('a centre without a kiosk is waiting, and only one with kiosks is down', () => {
  const counted = { centres: 11, centres_equipped: 3, centres_effective: 1 }
  expect(down(counted)).toBe(2)
  expect(waiting(counted)).toBe(8)
})

test('CSV keeps Chinese, quotes what needs it and starts no formula', () => {
  expect(csv([['编号', 'a,b'], ['say "x"', 7], ['=1+1', '-2']])).toBe('\uFEFF编号,"a,b"\r\n"say ""x""",7\r\n\'=1+1,\'-2\r\n')
})

test('new events stand before the known ones, each once', () => {
  const e = (seq: number): Parameters<typeof merged>[0][number] => ({ seq, at: 'x', received_at: 'x', kind: 'visit.began', data: {} })
  expect(merged([e(3), e(2)], [e(2), e(1)]).map((x) => x.seq)).toEqual([3, 2, 1])
})

test('days without use are there with zeros, the last one is today', () => {
  const days = lastDays([{ day: '2026-11-21', visits: 4, guides: 0, prints: 1, cards: 0 }], Date.parse('2026-11-22T17:00:00Z'), 3)
  expect(days.map((d) => [d.day, d.visits])).toEqual([['2026-11-21', 4], ['2026-11-22', 0], ['2026-11-23', 0]])
})

test('the idle warning counts the last minute down', () => {
  expect(secondsLeft(0, idleMs - 60_001)).toBeNull()
  expect(secondsLeft(0, idleMs - 59_000)).toBe(59)
  expect(secondsLeft(0, idleMs + 5)).toBe(0)
})
