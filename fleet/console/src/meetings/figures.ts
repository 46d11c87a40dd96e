import { count } from '@/format/number'
import { stopwatch } from '@/meeting/clock'

/** A wait, or nothing where too few called to say one. */
export const wait = (seconds: number, none: string): string => (seconds < 0 ? none : stopwatch(seconds))

/** A share; nothing where nobody called. */
export function rate(share: number, of: number, locale: string, none: string): string {
  return of === 0 || share < 0 ? none : new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 }).format(share)
}

/** Below this share of answered calls a figure is marked; alarms have their own rule at the fleet. */
export const lowRate = 0.8

export { count }
