// The shapes of a call, as the Local API gives them (fleet/wire/calls.go).
// Times are RFC 3339 by the fleet's clock; clock.ts turns them into the page's.

export type CallState = 'waiting' | 'talking' | 'unanswered' | 'ended'
export type Speech = 'mandarin' | 'guizhou' | 'miao' | 'buyi' | 'en'
export type Role = 'citizen' | 'party' | 'lawyer' | 'mediator' | 'interpreter' | 'family'
// How a camera or a microphone is.
export type DeviceWord = 'on' | 'off' | 'busy' | 'missing' | 'denied' | 'failed'

export interface Step {
  step: string // "own", "city", "neighbours"
  seconds: number
}

export interface Queue {
  place: number
  expect_s: number // -1: too few to say
  on_duty: number
  steps: Step[] | null
  step: string
  step_end: string
}

export interface Person {
  identity: string
  role: Role
  name: string
  licence?: string
  firm?: string
  key?: string
  here: boolean
}

export interface KeySet {
  epoch: number
  holder: string
  wrapped: Record<string, string> | null
}

export type PaperState = 'sent' | 'printing' | 'printed' | 'failed' | 'signed' | 'declined'

export interface Paper {
  id: string
  kind: 'guide' | 'form' | 'summary' | 'sign'
  item?: string
  title: string
  text?: string
  values?: Record<string, string>
  sent: string
  state: PaperState
  detail?: string
}

export interface Recording {
  asked: boolean
  citizen?: boolean | null
  on: boolean
}

export interface Options {
  book: boolean
  message: boolean
  reply_by: string
  hotline: string
}

export interface Receipt {
  number: string
  kind: 'booking' | 'message' | 'callback'
  issued: string
  begin?: string
  reply_by?: string
  centre: string
  topic: string
  state: 'open' | 'done' | 'canceled'
  reply?: string
  replied?: string
  lawyer?: string
}

export interface CallRecord {
  lawyer: string
  licence: string
  firm: string
  answered: string
  ended: string
  outcome: string
  summary: string
  guides?: string[] | null
  callback?: string
}

export interface Call {
  id: string
  version: number
  state: CallState
  how?: string
  topic: string
  began: string
  now: string
  queue?: Queue | null
  room?: string
  me: string
  people: Person[] | null
  keys?: KeySet | null
  papers: Paper[] | null
  recording: Recording
  options: Options
  receipt?: Receipt | null
  staff: boolean
  record?: CallRecord | null
  rated: boolean
}

export interface Offers {
  available: boolean
  on_duty: number
  expect_s: number
  steps: Step[] | null
  e2ee: boolean
  reason: '' | 'fleet.offline' | 'unavailable'
}

export interface NewCall {
  topic: string
  speech: Speech
  share_card: boolean
  video: true
  phone?: string
  booking?: string
}

export interface Here {
  joined: boolean
  camera?: DeviceWord
  microphone?: DeviceWord
  path?: 'direct' | 'relay' | 'unreachable'
}

export interface RoomToken {
  token: string
  identity: string
  url?: string
}

export interface Keys {
  public?: string
  epoch?: number
  wrapped?: Record<string, string>
}

export interface Slot {
  id: string
  begin: string
  end: string
}
