import type { Opinion, OpinionDraft } from './types'

export const maxText = 1000 // characters, as the daemon allows

export type OpinionPhase = 'open' | 'coming' | 'closed' | 'answered'

/** How a draft stands on a day, YYYY-MM-DD. */
export function phaseOf(o: Opinion, today: string): OpinionPhase {
  if (o.feedback?.zh) return 'answered'
  if (today < o.from) return 'coming'
  return today <= o.until ? 'open' : 'closed'
}

/** Those to speak on first, then those with an answer, then the rest. */
export function sorted(list: readonly Opinion[], today: string): Opinion[] {
  const order: OpinionPhase[] = ['open', 'answered', 'closed', 'coming']
  return [...list].sort((a, b) => order.indexOf(phaseOf(a, today)) - order.indexOf(phaseOf(b, today)))
}

export const newDraft = (): OpinionDraft => ({ stage: 'read', step: 0, answers: {}, text: '', number: '' })

/** Whether there is anything to send. */
export const saysSomething = (d: OpinionDraft): boolean => Object.keys(d.answers).length > 0 || d.text.trim() !== ''

// opinionOf finds the draft that a receipt's number belongs to: 9, the draft's
// code, seven random digits and a check digit.
export function opinionOf(list: readonly Opinion[], number: string): Opinion | undefined {
  return number.startsWith('9') ? list.find((o) => String(o.code) === number.slice(1, 4)) : undefined
}
