import type { Field } from '../api/types'
import type { OpenDraft, SavedDraft } from './api'

// FormDraft is what a visitor has entered into one form.
export interface FormDraft {
  stage: 'intro' | 'ask' | 'review' | 'kept'
  step: number
  values: Record<string, string>
  kept?: SavedDraft // under which it was kept; what was entered since is not in it
  signature?: string // PNG in base64 of these very values; never kept
}

const empty = (f: Field, values: Record<string, string>) => (values[f.id] ?? '').trim() === ''

// stoppedAt finds the question at which somebody stopped: the first empty one
// after the last that was answered by hand, or before it one that cannot be
// left out. It is the number of fields where nothing is left to ask.
export function stoppedAt(fields: readonly Field[], values: Record<string, string>): number {
  const last = fields.findLastIndex((f) => !f.card && !empty(f, values))
  const next = fields.findIndex((f, i) => i > last && empty(f, values))
  const needed = fields.findIndex((f) => f.required && empty(f, values))
  const open = [next, needed].filter((i) => i >= 0)
  return open.length === 0 ? fields.length : Math.min(...open)
}

// resumed is a kept form as one goes on with it.
export function resumed(fields: readonly Field[], draft: OpenDraft, code: string): FormDraft {
  const step = stoppedAt(fields, draft.values)
  const whole = step >= fields.length
  return { stage: whole ? 'review' : 'ask', step: whole ? 0 : step, values: draft.values, kept: { code, until: draft.until } }
}
