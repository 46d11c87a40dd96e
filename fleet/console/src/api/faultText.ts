import type { Say } from '@/i18n'
import { unreachable, type Problem } from './problem'

/** A fault in a sentence: ours where we know better, otherwise the server's own. */
export function faultText(problem: Problem, say: Say): string {
  if (problem.status === unreachable || problem.status === 502 || problem.status === 503) {
    return problem.status === unreachable || !problem.detail ? say('fault.unreachable') : problem.detail
  }
  if (problem.status === 403) return say('fault.forbidden')
  if (problem.detail) return problem.detail
  return say(problem.status === 404 ? 'fault.notFound' : 'fault.server')
}
