// The documents of opinions on drafts and of ratings, and how to ask for them.
import { address, call, id, type Ask, type Query } from './client'
import type { Text } from './types'

export interface OpinionAsk {
  id: string
  ask: Text
  answers: { say: Text; n: number }[]
  n: number
}

export interface Opinion {
  id: string
  title: Text
  by: Text
  from: string
  until: string
  state: 'coming' | 'open' | 'closed' | 'answered' | 'gone'
  sample: boolean
  n: number
  texts: number
  last: string
  questions: OpinionAsk[]
  regions: { code: string; name: Text; n: number }[]
}

export interface OpinionText {
  number: string
  day: string
  region: Text
  answers: Record<string, number>
  text: string
  opened: boolean
}

export interface RatingOf {
  id: string
  name: Text
  n: number
  low: number
  average: number
}

export interface Ratings {
  n: number
  by_grade: Record<string, number>
  by_region: RatingOf[]
  by_service: RatingOf[]
  by_theme: RatingOf[]
  reasons: Record<string, number>
  faults: Record<string, number>
}

export interface LowRating {
  key: string
  day: string
  due: string
  overdue: boolean
  kiosk: string
  region: Text
  service: string
  item: Text
  theme: Text
  grade: number
  tags: string[]
  righted: string
  who: string
  note: string
}

export const civicApi = {
  opinions: (ask?: Ask) => call<Opinion[]>('GET', '/api/opinions', undefined, ask),
  texts: (opinion: string) => call<OpinionText[]>('GET', `/api/opinions/${id(opinion)}/texts`),
  ratings: (query: Query, ask?: Ask) => call<Ratings>('GET', address('/api/ratings', query), undefined, ask),
  low: (query: Query, ask?: Ask) => call<LowRating[]>('GET', address('/api/ratings/low', query), undefined, ask),
  putRight: (key: string, note: string) => call<void>('POST', `/api/ratings/low/${id(key)}`, { note }),
}
