import type { Content } from '../api/types'
import type { Screen } from '../nav'
import type { Walk } from './journey'
import type { Rules } from './types'

// themeOf gives the theme that a screen belongs to, as far as it has one.
function themeOf(screen: Screen, content: Content, rules: Rules | null): string | undefined {
  switch (screen.name) {
    case 'theme':
      return screen.id
    case 'guide':
      return Object.values(content.guides).flat().find((g) => g.id === screen.id)?.theme
    case 'journey':
    case 'plan':
      return rules?.journeys.find((j) => j.id === screen.id)?.theme ?? screen.id
    case 'count':
      return screen.theme
    case 'consult':
      return screen.topic
    case 'reckon':
      return [...(rules?.periods ?? []), ...(rules?.amounts ?? [])].find((x) => x.id === screen.id)?.theme
    default:
      return undefined
  }
}

/** The themes that a plan's guides belong to: a divorce can lead to safety first. */
function themesOf(screen: Screen, content: Content, walks: Readonly<Record<string, Walk>>): (string | undefined)[] {
  if (screen.name !== 'plan') return []
  const heads = Object.values(content.guides).flat()
  return (walks[screen.id]?.doc?.guides ?? []).map((id) => heads.find((g) => g.id === id)?.theme)
}

/** Whether a way through the screens touched a theme that may be left at once. */
export function isDiscreet(stack: readonly Screen[], content: Content | null, rules: Rules | null, walks: Readonly<Record<string, Walk>> = {}): boolean {
  if (content === null) return false
  const discreet = new Set(content.themes.filter((t) => t.discreet).map((t) => t.id))
  return stack.some((s) => [themeOf(s, content, rules), ...themesOf(s, content, walks)].some((t) => discreet.has(t ?? '')))
}
