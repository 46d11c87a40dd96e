import type { PrintRequest, Progress } from '../api/types'
import type { FormDraft } from '../forms/resume'
import type { Walk } from './journey'

/** One paper that a plan's visitor can take along. */
export interface Paper {
  kind: 'plan' | 'guide' | 'form'
  item: string
  title: string
  hint?: 'formFilled' | 'formBlank' // a word of plan.*
}

/** What a form that was begun holds, without what was left empty; none where nothing was. */
export function entered(draft: FormDraft | undefined): Record<string, string> | undefined {
  const values = Object.entries(draft?.values ?? {}).filter(([, v]) => v.trim() !== '')
  return values.length > 0 ? Object.fromEntries(values) : undefined
}

// paperRequest says what is to be printed. The daemon works a plan out anew from
// what was answered; it takes none of the page's words.
export function paperRequest(p: Paper, journey: string, walk: Walk, drafts: Readonly<Record<string, FormDraft>>): Omit<PrintRequest, 'lang'> {
  if (p.kind !== 'plan') return { kind: p.kind, id: p.item, copies: 1, ...(p.kind === 'form' ? { fields: entered(drafts[p.item]) } : {}) }
  const given = Object.fromEntries(Object.entries(walk.reckoned).map(([id, r]) => [id, r.given]))
  return { kind: 'plan', copies: 1, plan: { journey, answers: walk.answers, facts: walk.facts, given, ticked: walk.ticked } }
}

const finals: Progress['state'][] = ['printed', 'canceled', 'failed', 'unknown']

export const isFinal = (p: Progress | null): boolean => p !== null && finals.includes(p.state)

// nextPaper tells what to do once a paper's print has come to an end: the
// number of the next one, "done" after the last, "stay" where one went wrong.
export function nextPaper(at: number, total: number, ended: Progress): number | 'done' | 'stay' {
  if (ended.state !== 'printed') return 'stay'
  return at + 1 < total ? at + 1 : 'done'
}
