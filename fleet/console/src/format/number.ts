export function count(n: number, locale: string): string {
  return new Intl.NumberFormat(locale).format(n)
}

const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB']

/** Bytes in the largest unit that keeps the figure at one or more. */
export function bytes(n: number, locale: string): string {
  let value = Math.max(0, n)
  let unit = 0
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024
    unit++
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${new Intl.NumberFormat(locale, { maximumFractionDigits: digits }).format(value)} ${units[unit]}`
}

/** Milliseconds as seconds with one digit, or as milliseconds below one second. */
export function millis(ms: number, locale: string): string {
  const f = (n: number, unit: string, digits: number): string =>
    new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: digits }).format(n)
  return ms < 1000 ? f(ms, 'millisecond', 0) : f(ms / 1000, 'second', 1)
}
