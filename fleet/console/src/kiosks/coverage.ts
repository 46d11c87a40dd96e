import type { Region } from '@/api/types'
import type { Tone } from './devices'

export type Coverage = 'full' | 'partial' | 'none' | 'waiting' | 'empty'

type Counted = Pick<Region, 'centres' | 'centres_effective' | 'centres_equipped'>

/**
 * How many of a region's centres have a kiosk that can serve now. Where none
 * was ever installed nothing broke: that is waiting, not a fault.
 */
export function coverage(r: Counted): Coverage {
  if (r.centres === 0) return 'empty'
  if (r.centres_equipped === 0) return 'waiting'
  if (r.centres_effective >= r.centres) return 'full'
  return r.centres_effective > 0 ? 'partial' : 'none'
}

const tones: Record<Coverage, Tone> = { full: 'ok', partial: 'warn', none: 'bad', waiting: 'idle', empty: 'idle' }

export const coverageTone = (r: Counted): Tone => tones[coverage(r)]

/** A sign for drawings, where an icon has no room. */
export const coverageSign: Record<Coverage, string> = { full: '✓', partial: '!', none: '✕', waiting: '○', empty: '–' }

/** Centres that have kiosks, none of which can serve now. */
export const down = (c: Counted): number => c.centres_equipped - c.centres_effective

/** Centres that no kiosk was enrolled for yet. */
export const waiting = (c: Counted): number => c.centres - c.centres_equipped
