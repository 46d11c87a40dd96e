import { isDiscreet } from '../plan/discreet'
import type { Content } from '../api/types'
import type { Screen } from '../nav'
import type { Visit } from '../state/visit'
import type { RatedService } from './types'

/** What was done last, to say what the rating is of. */
export interface Handled {
  service: RatedService
  item: string
}

export const goodTags = ['clear', 'useful', 'quick', 'easy'] as const
export const badTags = ['slow', 'unclear', 'hard', 'missing', 'machine'] as const

/** Whether a visit may still be asked: once, and only after something was done. */
export const mayAsk = (v: Visit): boolean => !v.rated && v.handled !== null && v.meeting.call === null

// asksAtEnd: nobody who may be in danger is asked on leaving, nor a visit that
// ends by itself. The visit is over and wiped before the question is shown.
export function asksAtEnd(v: Visit, content: Content | null, rules: Parameters<typeof isDiscreet>[2]): boolean {
  return mayAsk(v) && v.warnUntil === null && !isDiscreet(v.stack, content, rules)
}

// handledBy tells what a screen that was opened does for a visitor; nothing for
// screens that only lead on.
export function handledBy(s: Screen): Handled | null {
  switch (s.name) {
    case 'guide': return { service: 'guide', item: s.id }
    case 'plan': return { service: 'plan', item: s.id }
    case 'service': return { service: 'service', item: s.id }
    default: return null
  }
}

