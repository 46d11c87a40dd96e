import type { Shift } from '@/api/desk'

/** What is wrong with a shift's times: nothing, or the key of a sentence. */
export function fault(s: Pick<Shift, 'from' | 'to'>): string {
  const time = /^([01]\d|2[0-3]):[0-5]\d$/
  if (!time.test(s.from) || !(time.test(s.to) || s.to === '24:00')) return 'roster.badTime'
  return s.from < s.to ? '' : 'roster.badOrder'
}

/** What somebody types for a time: "9", "930", "9:30" or "0930" are half past nine or nine o'clock. */
export function asTime(typed: string): string {
  const m = /^(\d{1,2}?)[:：.]?(\d{2})?$/.exec(typed.trim())
  if (!m) return typed.trim()
  return `${m[1]!.padStart(2, '0')}:${m[2] ?? '00'}`
}

/** Shifts of one lawyer that stand in each other's way on the same day. */
export function overlapping(shifts: readonly Shift[], one: Shift): boolean {
  return shifts.some((s) => s !== one && s.lawyer === one.lawyer && s.weekday === one.weekday && s.from < one.to && one.from < s.to)
}

export function ofCell(shifts: readonly Shift[], lawyer: string, weekday: number): Shift[] {
  return shifts.filter((s) => s.lawyer === lawyer && s.weekday === weekday).sort((a, b) => a.from.localeCompare(b.from))
}

/** Gives Tuesday to Friday what Monday has. */
export function mondayForWeek(shifts: readonly Shift[], lawyer: string): Shift[] {
  const monday = ofCell(shifts, lawyer, 1)
  const rest = shifts.filter((s) => s.lawyer !== lawyer || s.weekday === 1 || s.weekday > 5)
  return [...rest, ...[2, 3, 4, 5].flatMap((weekday) => monday.map((s) => ({ ...s, weekday })))]
}
