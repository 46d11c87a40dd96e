import type { Person } from './types'
import type { Picture } from './session'

// speaker picks whose words are heard: the loudest of the others now; else the
// one who spoke last; else the lawyer, else anybody.
export function speaker(others: readonly Person[], speaking: readonly string[], last: string): Person | undefined {
  const now = speaking.map((id) => others.find((p) => p.identity === id)).find((p) => p !== undefined)
  return now ?? others.find((p) => p.identity === last) ?? lead(others)
}

const order = ['lawyer', 'mediator', 'interpreter', 'party', 'family', 'citizen']

// lead is who leads the talk: the lawyer where there is one.
export function lead(others: readonly Person[]): Person | undefined {
  return [...others].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role))[0]
}

export interface Stage {
  large: Picture | undefined // a shown screen, else the only other person
  screen: boolean
  grid: Person[] // those who get a tile of their own; empty with one other and no screen
}

// stage decides who is shown where: somebody's shown screen takes the large
// place; two people fill it with the other; three or more share it.
export function stage(others: readonly Person[], pictures: readonly Picture[]): Stage {
  const screen = pictures.find((p) => p.source === 'screen')
  if (screen !== undefined) return { large: screen, screen: true, grid: [...others] }
  const only = others.length <= 1 ? pictures.find((p) => p.source === 'camera') : undefined
  return { large: only, screen: false, grid: others.length > 1 ? [...others] : [] }
}

export function pictureOf(pictures: readonly Picture[], identity: string): MediaStreamTrack | null {
  return pictures.find((p) => p.identity === identity && p.source === 'camera')?.track ?? null
}
