// The shapes of service items, drafts of rules and ratings, as the Local API
// gives them.
import type { Text } from '../api/types'

export interface Service {
  id: string
  name: Text
  for: Text
  does: Text
  handler: Text
  materials: Text[]
  limit: Text
  channel: Text
  cost: Text
  basis: string[]
  checked_at: string
  note?: Text
  icon?: string
  guides?: string[]
  forms?: string[]
}

export interface OpinionAsk {
  id: string
  ask: Text
  answers: Text[]
}

export interface Opinion {
  id: string
  code: number
  title: Text
  by: Text
  summary: Text
  points: Text[]
  questions: OpinionAsk[]
  from: string
  until: string
  feedback?: Text
  sample: boolean
}

export interface OpinionState {
  writing: boolean // a free text can be taken
  given: Record<string, string> // receipts of this visit, by draft
}

export interface OpinionReceipt {
  number: string
  at: string
}

// OpinionDraft is what a visitor has said of one draft so far.
export interface OpinionDraft {
  stage: 'read' | 'ask' | 'write' | 'review' | 'sent'
  step: number
  answers: Record<string, number> // places from 1
  text: string
  number: string
}

export type RatedService = 'guide' | 'form' | 'plan' | 'service' | 'opinion' | 'visit'
