import type { Field } from '../api/types'

// Fault is what is wrong with an entry: a key below "fault" and its numbers.
export interface Fault {
  key: string
  params?: Record<string, number>
}

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] // GB 11643
const checks = '10X98765432'

// validDate tells whether YYYY-MM-DD is a day of the calendar.
export function validDate(date: string): boolean {
  const m = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (m === null) return false
  const [y, mo, d] = [Number(m[1]), Number(m[2]), Number(m[3])]
  const day = new Date(Date.UTC(y, mo - 1, d))
  return y >= 1900 && day.getUTCFullYear() === y && day.getUTCMonth() === mo - 1 && day.getUTCDate() === d
}

function idFault(id: string): Fault | null {
  if (id.length !== 18) return { key: 'idLength', params: { n: id.length } }
  if (!/^\d{17}[\dX]$/.test(id)) return { key: 'idShape' }
  const birth = `${id.slice(6, 10)}-${id.slice(10, 12)}-${id.slice(12, 14)}`
  const sum = weights.reduce((s, w, i) => s + w * Number(id[i]), 0)
  if (!validDate(birth)) return { key: 'idBirth' }
  return checks[sum % 11] === id[17] ? null : { key: 'idCheck' }
}

function dateFault(date: string, today: string, past: boolean): Fault | null {
  if (date.replace(/\D/g, '').length !== 8) return { key: 'dateLength' }
  if (!validDate(date)) return { key: 'date' }
  return past && date > today ? { key: 'future' } : null
}

// ticked gives the options that are chosen: the Chinese words of one a line
// where there may be several.
export function ticked(field: Field, value: string): string[] {
  return value === '' ? [] : field.many ? value.split('\n') : [value]
}

// tick chooses an option or takes it back. A required single choice stays.
export function tick(field: Field, value: string, option: string): string {
  if (!field.many) return value === option && !field.required ? '' : option
  const on = new Set(ticked(field, value))
  if (!on.delete(option)) on.add(option)
  return (field.options ?? []).map((o) => o.zh).filter((o) => on.has(o)).join('\n')
}

// faultOf tells what is wrong with an entry of a field, null if nothing.
// today is the day (YYYY-MM-DD) that a date of birth cannot lie after.
export function faultOf(field: Field, value: string, today: string): Fault | null {
  const v = value.trim()
  if (v === '') return field.required ? { key: field.type === 'choice' ? 'choice' : 'required' } : null
  if (field.max !== undefined && field.max > 0 && [...v].length > field.max) {
    return { key: 'long', params: { max: field.max } }
  }
  switch (field.type) {
    case 'name':
      return /\d/.test(v) ? { key: 'name' } : null
    case 'idnumber':
      return idFault(v.toUpperCase())
    case 'phone':
      return /^1[3-9]\d{9}$/.test(v) || /^0\d{2,3}-?\d{7,8}$/.test(v) ? null : { key: 'phone' }
    case 'date':
      return dateFault(v, today, field.card === 'birth')
    case 'money':
      return /^\d{1,11}(\.\d{1,2})?$/.test(v) ? null : { key: 'money' }
    case 'choice':
      return ticked(field, v).every((c) => field.options?.some((o) => o.zh === c)) ? null : { key: 'choice' }
    default:
      return null
  }
}

// dateFromDigits turns up to 8 digits into YYYY-MM-DD as far as they go.
export function dateFromDigits(digits: string): string {
  const d = digits.replace(/\D/g, '').slice(0, 8)
  return [d.slice(0, 4), d.slice(4, 6), d.slice(6, 8)].filter((p) => p !== '').join('-')
}
