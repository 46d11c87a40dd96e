import type { CardFields, Field, Form, FormPart } from '../api/types'
import { dateFromDigits } from './validate'

// fieldsOf lists a form's fields in the order in which they are asked. With
// values, of parts with rows only those rows that hold something, and the next.
export function fieldsOf(form: Form, values?: Record<string, string>): Field[] {
  return form.parts.flatMap((p) => (values === undefined ? p.fields : openFields(p, values)))
}

// openFields lists the fields of a part that are asked now.
export function openFields(part: FormPart, values: Record<string, string>): Field[] {
  const wide = part.columns?.length ?? 0
  if (wide === 0) return part.fields
  const row = (n: number) => part.fields.slice(n * wide, (n + 1) * wide)
  const used = (n: number) => row(n).some((f) => (values[f.id] ?? '').trim() !== '')
  return part.fields.filter((_, i) => {
    const n = Math.floor(i / wide)
    return n === 0 || used(n) || used(n - 1)
  })
}

// prefilled gives the entries that a form takes from an ID card. What the
// visitor has entered already stays.
export function prefilled(form: Form, card: CardFields, entered: Record<string, string>): Record<string, string> {
  const values = { ...entered }
  for (const field of fieldsOf(form)) {
    if (!field.card || values[field.id]) continue
    const raw = card[field.card as keyof CardFields]
    if (!raw) continue
    values[field.id] = field.type === 'date' ? dateFromDigits(raw) : raw
  }
  return values
}
