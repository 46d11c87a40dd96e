// Times are shown relative, and exact in the fleet's own zone wherever the
// reader's machine believes itself to be.

export const zone = 'Asia/Shanghai'

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

/** "3 minutes ago"; less than a minute is what justNow says; an unreadable time is "". */
export function ago(at: string | null | undefined, now: number, locale: string, justNow: string): string {
  const then = parse(at)
  if (then === null) return ''
  const seconds = Math.round((now - then) / 1000)
  const format = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  for (const [unit, size] of steps) {
    if (Math.abs(seconds) >= size) return format.format(-Math.trunc(seconds / size), unit)
  }
  return justNow
}

/** "2026-11-22 20:15:03" in the fleet's zone. */
export function exact(at: string | null | undefined): string {
  const then = parse(at)
  if (then === null) return ''
  return new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(then)
}

/** "20:15:03" in the fleet's zone. */
export function clock(at: string | number | null | undefined): string {
  const then = typeof at === 'number' ? at : parse(at)
  if (then === null) return ''
  return new Intl.DateTimeFormat('en-GB', {
    timeZone: zone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  }).format(then)
}

/** The day of a time in the fleet's zone, "2026-11-22". */
export function day(at: string | number): string {
  const then = typeof at === 'number' ? at : parse(at)
  return then === null ? '' : new Intl.DateTimeFormat('sv-SE', { timeZone: zone }).format(then)
}

/** A day as people say it: "11月22日 星期日". */
export function dayName(at: string | number, locale: string): string {
  const then = typeof at === 'number' ? at : parse(at)
  if (then === null) return ''
  return new Intl.DateTimeFormat(locale, { timeZone: zone, month: 'long', day: 'numeric', weekday: 'long' }).format(then)
}

/** A length in its two largest units: "3 days 4 hr". */
export function span(seconds: number, locale: string): string {
  const s = Math.max(0, Math.round(seconds))
  const part = (n: number, unit: string): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short' }).format(n)
  if (s >= 86_400) return `${part(Math.floor(s / 86_400), 'day')} ${part(Math.floor((s % 86_400) / 3_600), 'hour')}`
  if (s >= 3_600) return `${part(Math.floor(s / 3_600), 'hour')} ${part(Math.floor((s % 3_600) / 60), 'minute')}`
  if (s >= 60) return `${part(Math.floor(s / 60), 'minute')} ${part(s % 60, 'second')}`
  return part(s, 'second')
}

function parse(at: string | null | undefined): number | null {
  if (!at || at.startsWith('0001-')) return null
  const then = Date.parse(at)
  return Number.isNaN(then) ? null : then
}
