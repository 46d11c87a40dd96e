import type { Paper } from './types'

// What the page does with a paper that arrived.
export type PaperWork = 'print' | 'sign' | 'none'

// workOf says what a paper wants: all but texts to be signed are printed when
// they arrive; a signed text is printed once it is signed.
export function workOf(p: Paper): PaperWork {
  if (p.kind === 'sign') return p.state === 'sent' ? 'sign' : p.state === 'signed' ? 'print' : 'none'
  return p.state === 'sent' ? 'print' : 'none'
}

// paperKey tells one piece of work from another: a text is printed after it
// was signed, and never twice for that.
export function paperKey(p: Paper): string {
  return `${p.id} ${workOf(p)}`
}
