import { reactive } from 'vue'
import type { CardSummary, NewVisit, OpenVisit, Progress, Settings } from '../api/types'
import type { FormDraft } from '../forms/resume'
import { newCallBox, type CallBox } from '../meeting/visit'
import type { Screen } from '../nav'
import type { Walk } from '../plan/journey'
import { usualLoudness } from '../voice/types'
import type { Handled } from '../civic/rating'
import type { OpinionDraft } from '../civic/types'

export type CardPhase = 'notice' | 'waiting' | 'reading' | 'read' | 'failed'

// Visit is everything the page knows of one visitor. It is one object, so that
// dropping it drops all of it; nothing of a visitor is kept anywhere else.
export interface Visit {
  id: string
  token: string
  settings: Settings
  stack: Screen[]
  warnUntil: number | null // ms since 1970, when the idle warning runs out
  query: string
  card: { phase: CardPhase; summary: CardSummary | null; problem: string }
  forms: Record<string, FormDraft>
  walks: Record<string, Walk> // by journey
  print: Progress | null
  meeting: CallBox
  loudness: number // of reading aloud, a step
  opinions: Record<string, OpinionDraft> // by draft of rules
  handled: Handled | null // what was done last
  rated: boolean // not to be asked any more
  rating: 'now' | null // the rating is shown
}

export function newVisit(from: NewVisit | OpenVisit, stack: Screen[] = [{ name: 'home' }]): Visit {
  return reactive({
    id: from.id,
    token: from.token,
    settings: { ...from.settings },
    stack,
    warnUntil: null,
    query: '',
    card: { phase: 'notice', summary: null, problem: '' },
    forms: {},
    walks: {},
    print: null,
    meeting: newCallBox(from.settings.lang === 'en'),
    loudness: usualLoudness,
    opinions: {},
    handled: null,
    rated: 'rated' in from && from.rated === true,
    rating: null,
  }) as Visit
}

export const plainSettings: Readonly<Settings> = { lang: 'zh-CN', elder: false, contrast: false, lowered: false, spoken: false }
