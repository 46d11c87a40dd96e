// Which screen is shown. The page keeps a stack of its own instead of
// addresses: there is nothing to type, to bookmark or to escape through.

export type Screen =
  | { name: 'home' }
  | { name: 'theme'; id: string }
  | { name: 'guide'; id: string; via: 'tile' | 'search' | 'slide' | 'related' }
  | { name: 'search' }
  | { name: 'lawyer' }
  | { name: 'forms' }
  | { name: 'form'; id: string }
  | { name: 'centres' }
  | { name: 'card' }

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

// popped gives the stack after going back; the first screen stays.
export function popped(stack: readonly Screen[]): Screen[] {
  return stack.length > 1 ? stack.slice(0, -1) : [...stack]
}

const names = ['home', 'theme', 'guide', 'search', 'lawyer', 'forms', 'form', 'centres', 'card']

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
