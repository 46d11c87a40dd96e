import type { Region } from '@/api/types'
import type { Tone } from './devices'

export type Coverage = 'full' | 'partial' | 'none' | 'empty'

type Counted = Pick<Region, 'centres' | 'centres_effective'>

/** How many of a region's centres have a kiosk that can serve now. */
export function coverage(r: Counted): Coverage {
  if (r.centres === 0) return 'empty'
  if (r.centres_effective >= r.centres) return 'full'
  return r.centres_effective > 0 ? 'partial' : 'none'
}

const tones: Record<Coverage, Tone> = { full: 'ok', partial: 'warn', none: 'bad', empty: 'idle' }

export const coverageTone = (r: Counted): Tone => tones[coverage(r)]

/** A sign for drawings, where an icon has no room. */
export const coverageSign: Record<Coverage, string> = { full: '✓', partial: '!', none: '✕', empty: '–' }
