import { describe, expect, test } from 'vitest'
import { bytes, count, millis } from '@/format/number'
import { ago, clock, day, exact, span } from '@/format/time'

const now = Date.parse('2026-11-22T12:00:00Z')

describe('time', () => {
  test.each([
    ['2026-11-22T11:59:40Z', '刚刚', 'just now'],
    ['2026-11-22T11:57:00Z', '3分钟前', '3 minutes ago'],
    ['2026-11-22T10:00:00Z', '2小时前', '2 hours ago'],
    ['2026-11-21T11:00:00Z', '昨天', 'yesterday'],
    ['2026-11-12T12:00:00Z', '10天前', '10 days ago'],
  ])('%s is %s', (at, zh, en) => {
    expect(ago(at, now, 'zh-CN', '刚刚')).toBe(zh)
    expect(ago(at, now, 'en', 'just now')).toBe(en)
  })

  test.each([[null], [undefined], [''], ['never'], ['0001-01-01T00:00:00Z']])('%s is no time', (at) => {
    expect(ago(at, now, 'en', 'just now')).toBe('')
    expect(exact(at)).toBe('')
    expect(clock(at)).toBe('')
  })

  test('exact times, clock and day are those of Asia/Shanghai', () => {
    expect(exact('2026-11-22T16:30:05Z')).toBe('2026-11-23 00:30:05')
    expect(clock('2026-11-22T16:30:05Z')).toBe('00:30:05')
    expect(day('2026-11-22T15:59:59Z')).toBe('2026-11-22')
    expect(day('2026-11-22T16:00:00Z')).toBe('2026-11-23')
  })

  test.each([
    [42, '42 sec'],
    [212, '3 min 32 sec'],
    [7_260, '2 hr 1 min'],
    [275_000, '3 days 4 hr'],
    [-5, '0 sec'],
  ])('%d s is "%s"', (s, text) => expect(span(s, 'en')).toBe(text))
})

describe('numbers', () => {
  test.each([
    [0, '0 B'],
    [1023, '1,023 B'],
    [65_536, '64 KiB'],
    [16.4 * 1024 ** 2, '16.4 MiB'],
    [21e9, '19.6 GiB'],
    [9e15, '8,185 TiB'],
  ])('%d bytes are "%s"', (n, text) => expect(bytes(n, 'en')).toBe(text))

  test('millis and counts', () => {
    expect(millis(640, 'en')).toBe('640 ms')
    expect(millis(8_400, 'en')).toBe('8.4 sec')
    expect(count(12_345, 'zh-CN')).toBe('12,345')
  })
})
