// Which screen is shown. The page keeps a stack of its own instead of
// addresses: there is nothing to type, to bookmark or to escape through.

export type Screen =
  | { name: 'home' }
  | { name: 'theme'; id: string }
  | { name: 'guide'; id: string; via: 'tile' | 'search' | 'slide' | 'related' }
  | { name: 'search' }
  | { name: 'themes' }
  | { name: 'journey'; id: string; step: number } // which question it is follows from the answers
  | { name: 'plan'; id: string } // id of the journey that led to it
  | { name: 'count'; theme?: string }
  | { name: 'reckon'; what: 'period' | 'amount'; id: string; journey?: string } // of a journey's plan, where it came from one
  | { name: 'lawyer' }
  | { name: 'forms' }
  | { name: 'form'; id: string }
  | { name: 'resume' }
  | { name: 'centres' }
  | { name: 'card' }
  | { name: 'consult'; topic?: string } // asks for the topic where none is given, then checks
  | { name: 'join' }
  | { name: 'progress' }
  | { name: 'meeting' }
  | { name: 'services' }
  | { name: 'service'; id: string }
  | { name: 'opinions' }
  | { name: 'opinion'; id: string }

const deepest = 30

// pushed gives the stack after going to a screen; going to the screen that is
// shown already changes nothing.
export function pushed(stack: readonly Screen[], to: Screen): Screen[] {
  if (to.name === 'home') return [{ name: 'home' }]
  const top = stack.at(-1)
  if (top !== undefined && JSON.stringify(top) === JSON.stringify(to)) return [...stack]
  const next = [...stack, to]
  return next.length > deepest ? [{ name: 'home' }, ...next.slice(-deepest + 1)] : next
}

// withoutJourney drops a journey's questions and plan, so that going back after
// a new start does not lead into the old one.
export function withoutJourney(stack: readonly Screen[], id: string): Screen[] {
  return stack.filter((s) => !((s.name === 'journey' || s.name === 'plan') && s.id === id))
}

// popped gives the stack after going back; the first screen stays.
export function popped(stack: readonly Screen[]): Screen[] {
  return stack.length > 1 ? stack.slice(0, -1) : [...stack]
}

// intoMeeting puts the call on top and drops what led into it.
export function intoMeeting(stack: readonly Screen[]): Screen[] {
  return [...stack.filter((s) => !['consult', 'join', 'progress', 'meeting'].includes(s.name)), { name: 'meeting' }]
}

const names = ['home', 'theme', 'themes', 'guide', 'journey', 'plan', 'count', 'reckon', 'search', 'lawyer', 'forms', 'form', 'resume', 'centres', 'card', 'consult', 'join', 'progress', 'meeting', 'services', 'service', 'opinions', 'opinion']

// parseStack reads a stack that a reload left behind; home for anything else.
export function parseStack(raw: string | null): Screen[] {
  try {
    const stack = JSON.parse(raw ?? '') as Screen[]
    const whole = Array.isArray(stack) && stack.length > 0 && stack.every((s) => names.includes(s?.name))
    return whole ? stack : [{ name: 'home' }]
  } catch {
    return [{ name: 'home' }]
  }
}
