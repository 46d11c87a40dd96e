import type { Counted, Facts, Journey, PlanDoc, Question, Reckoned } from './types'

/** What a citizen answers who does not know. */
export const unknown = 'unknown'
export const planPrefix = 'plan:'

/** One journey in one visit: what was answered, and what was done with its plan. */
export interface Walk {
  answers: Record<string, string>
  ticked: number[] // what is packed already
  counted: Record<string, Counted> // periods that the plan page asked about
  facts: Record<string, Facts> // what they were counted from
  reckoned: Record<string, Reckoned>
  doc?: PlanDoc // the plan that the answers led to
  anew?: boolean // the page lost the answers and asks for them again
}

export const newWalk = (answers: Record<string, string> = {}): Walk => ({ answers, ticked: [], counted: {}, facts: {}, reckoned: {} })

// nextOf gives where an answer leads; null while it is no answer of the question.
export function nextOf(question: Question, answer: string | undefined): string | null {
  if (answer === undefined || answer === '') return null
  if (answer === unknown && question.unknown) return question.unknown
  if (question.kind === 'choice') return question.choices?.find((c) => c.id === answer)?.next ?? null
  return question.next ?? null
}

// wayOf walks the answers and gives the questions on the way, the last of which
// is open unless the way ends in a plan.
export function wayOf(journey: Journey, answers: Readonly<Record<string, string>>): { way: Question[]; plan: string | null } {
  const way: Question[] = []
  let next = journey.first
  while (!next.startsWith(planPrefix)) {
    const question = journey.questions.find((q) => q.id === next)
    if (question === undefined || way.includes(question)) return { way, plan: null }
    way.push(question)
    const to = nextOf(question, answers[question.id])
    if (to === null) return { way, plan: null }
    next = to
  }
  return { way, plan: next.slice(planPrefix.length) }
}

// answered gives the answers after answering a question: what other ways asked
// for is dropped, what is still on the way stays.
export function answered(journey: Journey, answers: Readonly<Record<string, string>>, id: string, answer: string): Record<string, string> {
  const all = { ...answers, [id]: answer }
  const { way } = wayOf(journey, all)
  return Object.fromEntries(way.filter((q) => all[q.id] !== undefined).map((q) => [q.id, all[q.id] as string]))
}

// walkOn gives the walk after an answer. Another answer makes another plan, so
// what was ticked and counted on the old one goes.
export function walkOn(journey: Journey, walk: Walk, id: string, answer: string): Walk {
  return walk.answers[id] === answer ? walk : newWalk(answered(journey, walk.answers, id, answer))
}

// longestFrom counts the questions that are still to come at the most, this one included.
export function longestFrom(journey: Journey, id: string): number {
  if (id.startsWith(planPrefix)) return 0
  const q = journey.questions.find((x) => x.id === id)
  if (q === undefined) return 0
  const ways = [...(q.choices ?? []).map((c) => c.next), q.next, q.unknown].filter((n): n is string => !!n)
  return 1 + Math.max(0, ...ways.map((n) => longestFrom(journey, n)))
}

/** How far a question is: its number and how many come after it at the most. */
export function placeOf(journey: Journey, step: number, id: string): { number: number; most: number } {
  return { number: step + 1, most: Math.max(0, longestFrom(journey, id) - 1) }
}
