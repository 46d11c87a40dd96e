import { reactive } from 'vue'
import type { CardSummary, NewVisit, OpenVisit, Progress, Settings } from '../api/types'
import type { Screen } from '../nav'

export type CardPhase = 'notice' | 'waiting' | 'reading' | 'read' | 'failed'

// FormDraft is what a visitor has entered into one form.
export interface FormDraft {
  stage: 'intro' | 'ask' | 'review'
  step: number
  values: Record<string, string>
}

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
  print: Progress | null
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
    print: null,
  }) as Visit
}

export const plainSettings: Readonly<Settings> = { lang: 'zh-CN', elder: false, contrast: false, lowered: false }
