import type { Field } from '../api/types'
import { faultOf, validDate, type Fault } from './validate'

// earlyFault tells what is wrong already while somebody types: only what no
// further key can mend, so that nobody is scolded for not being done.
export function earlyFault(field: Field, value: string, today: string): Fault | null {
  const v = value.trim()
  if (v === '') return null
  switch (field.type) {
    case 'idnumber':
      return earlyId(v.toUpperCase())
    case 'phone':
      return /^(1([3-9]\d{0,9})?|0(\d{0,3}-?\d{0,8}))$/.test(v) ? null : { key: 'phone' }
    case 'money':
      return /^\d{1,11}(\.\d{0,2})?$/.test(v) ? null : { key: 'money' }
    case 'date':
      return earlyDate(v, field, today)
    case 'choice':
      return null
    default:
      return faultOf(field, v, today)
  }
}

function earlyId(id: string): Fault | null {
  if (!/^\d{0,17}[\dX]?$/.test(id) || (id.includes('X') && id.length < 18)) return { key: 'idShape' }
  if (id.length >= 14 && !validDate(dashed(id.slice(6, 14)))) return { key: 'idBirth' }
  return id.length === 18 ? faultOf({ type: 'idnumber', required: false } as Field, id, '') : null
}

const dashed = (d: string) => `${d.slice(0, 4)}-${d.slice(4, 6)}-${d.slice(6, 8)}`

// A year, a month or a day that cannot begin like this is wrong before all 8
// digits are there.
function earlyDate(date: string, field: Field, today: string): Fault | null {
  const d = date.replace(/\D/g, '')
  if (d.length >= 8) return faultOf(field, date, today)
  const [year, month, day] = [d.slice(0, 4), d.slice(4, 6), d.slice(6, 7)]
  const wrong = (year.length === 4 && Number(year) < 1900) || (month.length === 1 && month > '1') || (month.length === 2 && (month < '01' || month > '12')) || day > '3'
  return wrong ? { key: 'date' } : null
}
