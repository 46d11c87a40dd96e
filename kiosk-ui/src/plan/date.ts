// Days as YYYY-MM-DD, put together by touch.

export interface Day {
  year: number
  month: number
  day: number
}

/** The first and last day that may be chosen. */
export interface Limits {
  earliest?: string
  latest?: string
}

const firstYear = 1950
const yearsAhead = 10

export const daysIn = (year: number, month: number): number => new Date(Date.UTC(year, month, 0)).getUTCDate()

export function parseDay(text: string): Day {
  const [year = 2026, month = 1, day = 1] = text.slice(0, 10).split('-').map(Number)
  return { year, month, day }
}

export const formatDay = ({ year, month, day }: Day): string =>
  `${String(year).padStart(4, '0')}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`

// placed turns one wheel to a value: a day that the month lacks becomes its
// last one, a day beyond the limits becomes the limit.
export function placed(from: Day, wheel: keyof Day, value: number, limits: Limits = {}): Day {
  const d = { ...from, [wheel]: value }
  d.day = Math.min(d.day, daysIn(d.year, d.month))
  const text = formatDay(d)
  if (limits.latest !== undefined && text > limits.latest) return parseDay(limits.latest)
  if (limits.earliest !== undefined && text < limits.earliest) return parseDay(limits.earliest)
  return d
}

const range = (from: number, to: number): number[] => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)

// wheelsOf gives what each wheel shows. Months and days beyond the limits stay
// in sight; turning there leads back to the limit.
export function wheelsOf(d: Day, today: string, limits: Limits = {}): Record<keyof Day, number[]> {
  const from = limits.earliest === undefined ? firstYear : parseDay(limits.earliest).year
  const to = limits.latest === undefined ? parseDay(today).year + yearsAhead : parseDay(limits.latest).year
  return { year: range(Math.min(from, d.year), Math.max(to, d.year)), month: range(1, 12), day: range(1, daysIn(d.year, d.month)) }
}

/** The same day some months earlier, the last of the month where it lacks that day. */
export function monthsBefore(text: string, months: number): string {
  const { year, month, day } = parseDay(text)
  const at = year * 12 + month - 1 - months
  const y = Math.floor(at / 12)
  const m = (at % 12) + 1
  return formatDay({ year: y, month: m, day: Math.min(day, daysIn(y, m)) })
}

/** A day as people say it: 2027年3月14日, 14 March 2027. */
export function sayDay(text: string, lang: string): string {
  const [date = '', clock] = text.split('T')
  const { year, month, day } = parseDay(date)
  const said =
    lang === 'en'
      ? new Date(Date.UTC(year, month - 1, day)).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' })
      : `${year}年${month}月${day}日`
  return clock ? `${said} ${clock.slice(0, 5)}` : said
}

/** The day of the week: 星期六, Saturday. */
export function sayWeekday(text: string, lang: string): string {
  const { year, month, day } = parseDay(text)
  return new Date(Date.UTC(year, month - 1, day)).toLocaleDateString(lang === 'en' ? 'en-GB' : 'zh-CN', { weekday: 'long', timeZone: 'UTC' })
}
