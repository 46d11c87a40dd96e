import { describe, expect, it } from 'vitest'
import { formatDay, monthsBefore, parseDay, placed, sayDay, sayWeekday, wheelsOf, type Day, type Limits } from './date'

const at = (text: string, wheel: keyof Day, value: number, limits?: Limits) => formatDay(placed(parseDay(text), wheel, value, limits))

describe('the date wheels', () => {
  it('keep to the calendar', () => {
    expect(at('2026-01-31', 'month', 2)).toBe('2026-02-28')
    expect(at('2024-01-31', 'month', 2)).toBe('2024-02-29')
    expect(at('2024-02-29', 'year', 2025)).toBe('2025-02-28')
    expect(at('2026-03-01', 'day', 31)).toBe('2026-03-31')
  })
  it('stop at the limits', () => {
    expect(at('2026-11-20', 'day', 25, { latest: '2026-11-22' })).toBe('2026-11-22')
    expect(at('2025-12-20', 'year', 2026, { latest: '2026-11-22' })).toBe('2026-11-22')
    expect(at('2026-11-20', 'month', 1, { earliest: '2026-03-14' })).toBe('2026-03-14')
  })
  it('show the years up to today, or ten more, and as many days as the month has', () => {
    const past = wheelsOf(parseDay('2024-02-10'), '2026-11-22', { latest: '2026-11-22' })
    expect([past.year[0], past.year.at(-1), past.month.length, past.day.length]).toEqual([1950, 2026, 12, 29])
    expect(wheelsOf(parseDay('2026-11-22'), '2026-11-22').year.at(-1)).toBe(2036)
  })
  it('always hold the chosen year', () => expect(wheelsOf(parseDay('1948-05-01'), '2026-11-22').year[0]).toBe(1948))
  it('go back by months', () => {
    expect(monthsBefore('2026-11-22', 0)).toBe('2026-11-22')
    expect(monthsBefore('2026-03-31', 1)).toBe('2026-02-28')
    expect(monthsBefore('2026-01-15', 1)).toBe('2025-12-15')
    expect(monthsBefore('2024-02-29', 12)).toBe('2023-02-28')
  })
  it('say a day in both languages', () => {
    expect(sayDay('2027-03-14', 'zh-CN')).toBe('2027年3月14日')
    expect(sayDay('2027-03-14', 'en')).toBe('14 March 2027')
    expect(sayDay('2026-10-03T16:30', 'zh-CN')).toBe('2026年10月3日 16:30')
    expect(sayWeekday('2027-03-14', 'zh-CN')).toBe('星期日')
    expect(sayWeekday('2027-03-14', 'en')).toBe('Sunday')
  })
})
