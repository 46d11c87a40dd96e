import type { CardFields, Field, Form } from '../api/types'
import { dateFromDigits } from './validate'

// fieldsOf lists a form's fields in the order in which they are asked.
export function fieldsOf(form: Form): Field[] {
  return form.parts.flatMap((p) => p.fields)
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
