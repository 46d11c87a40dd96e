// The shapes of journeys and plans, as the Local API gives them.
import type { Text } from '../api/types'
import type { Opinion, Service } from '../civic/types'

export interface Choice {
  id: string
  say: Text
  hint?: Text
  icon?: string
  next: string
}

export interface Question {
  id: string
  ask: Text
  help?: Text
  kind: 'choice' | 'date' | 'amount' | 'number'
  art?: string
  choices?: Choice[]
  next?: string
  unknown?: string
  unit?: Text
  min?: number
  max?: number
  past?: boolean
}

export interface Journey {
  id: string
  theme: string
  title: Text
  first: string
  questions: Question[]
}

export interface Period {
  id: string
  theme: string
  title: Text
  event: Text
  from: Text
  unit: string
  interrupt?: Text
  law: string
  article: string
  reading?: Text
}

export interface Counted {
  period: Period
  result?: { left: number; state: 'running' | 'last-day' | 'over'; steps: Text[] | null; cautions: Text[] | null }
  last?: string
  start?: string
  missing?: Text
}

export interface AmountInput {
  id: string
  ask: Text
  help?: Text
  kind: 'amount' | 'number' | 'choice' | 'yes'
  unit?: Text
  min: number
  max: number
  local?: boolean
  choices?: Choice[] | null
}

export interface Amount {
  id: string
  theme: string
  title: Text
  note?: Text
  inputs: AmountInput[]
  law: string
  article: string
}

export interface AmountLine {
  id: string
  label: Text
  value: number
  total: boolean
}

export interface Reckoned {
  amount: Amount
  lines?: AmountLine[] | null
  given: Record<string, unknown>
  missing?: AmountInput[] | null
}

export interface Plan {
  id: string
  title: Text
  say: Text
  urgent?: Text
  steps: Text[]
  bring: Text[]
  offices: string[]
}

export type { Service } from '../civic/types'

export interface Package {
  id: string
  title: Text
  say: Text
  guides: string[] | null
  forms: string[] | null
}

export interface PlanDoc {
  journey: string
  theme: string
  plan: Plan
  periods: Counted[]
  amounts: Reckoned[]
  guides: string[] | null
  forms: string[] | null
  services: Service[]
  package?: Package
  basis: string[] | null
  today: string
}

export interface Rules {
  today: string
  journeys: Journey[]
  periods: Period[]
  amounts: Amount[]
  services?: Service[]
  opinions?: Opinion[]
}

/** What the daemon counts a period from. */
export interface Facts {
  start: string
  interrupted?: string[]
}
