// The documents of calls, the desk, tasks, the roster and figures.
import type { Session, Text } from './types'

export type CallState = 'waiting' | 'talking' | 'unanswered' | 'ended'

export interface Step {
  step: string
  seconds: number
}

export interface Queue {
  place: number
  expect_s: number
  on_duty: number
  steps: Step[]
  step: string
  step_end: string
}

export type PartyRole = 'citizen' | 'party' | 'lawyer' | 'mediator' | 'interpreter' | 'family'

export interface Person {
  identity: string
  role: PartyRole
  name: string
  licence?: string
  firm?: string
  key?: string
  here: boolean
}

export interface KeySet {
  epoch: number
  holder: string
  wrapped: Record<string, string>
}

export interface Keys {
  public?: string
  epoch?: number
  wrapped?: Record<string, string>
}

export type PaperKind = 'guide' | 'form' | 'summary' | 'sign'
export type PaperState = 'sent' | 'printing' | 'printed' | 'failed' | 'signed' | 'declined'

export interface Paper {
  id: string
  kind: PaperKind
  item?: string
  title: string
  text?: string
  values?: Record<string, string>
  sent: string
  state: PaperState
  detail?: string
}

export interface NewPaper {
  kind: PaperKind
  item: string
  title: string
  text: string
  values: Record<string, string>
}

export interface Recording {
  asked: boolean
  citizen?: boolean | null
  on: boolean
}

export interface Receipt {
  number: string
  kind: 'booking' | 'message' | 'callback'
  issued: string
  begin?: string
  reply_by?: string
  centre: string
  topic: string
  state: string
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
  people: Person[]
  keys?: KeySet | null
  papers: Paper[]
  recording: Recording
  receipt?: Receipt | null
  staff: boolean
}

export interface Citizen {
  name?: string
  id?: string
  phone?: string
}

export interface Place {
  id: string
  name: Text
}

export interface DeskCall extends Call {
  citizen: Citizen | null
  region: string
  centre: Place
  kiosk: string
  lang: string
  speech?: string
  elder: boolean
  notes: string
  lawyer: string
  answered: string
}

/** What an answer brings: the call, and a token that opens its room once. */
export type Answered = DeskCall & { entry?: RoomToken }

/** What a guest's page sees of a call. */
export type GuestCall = Call & { centre?: Place; lang?: string }

export type DeviceWord = '' | 'on' | 'off' | 'busy' | 'missing' | 'denied' | 'failed'

export interface Here {
  joined: boolean
  camera?: DeviceWord
  microphone?: DeviceWord
  path?: 'direct' | 'relay' | 'unreachable' | ''
}

export interface RoomToken {
  token: string
  identity: string
  url?: string
}

export type DutyState = 'on' | 'busy' | 'away'

export interface Me {
  name: string
  display: string
  licence: string
  firm: string
  regions: string[]
  skills: string[]
  speaks: string[]
  role: Session['role']
  duty: { state: DutyState; since: string }
}

export interface Ring {
  id: string
  topic: string
  region: string
  centre: Place
  kiosk: string
  lang: string
  speech?: string
  elder: boolean
  began: string
  step: string
  step_end: string
  waited_s: number
  booking: boolean
  mine: boolean
  kind: 'call' | 'invite' | 'transfer'
  from?: string
  /** Of an invite: as what. */
  role?: string
}

export interface TaskCounts {
  callbacks: number
  messages: number
  bookings: number
  ratings: number
}

export interface Desk {
  now: string
  me: Me
  rings: Ring[] | null
  calls: DeskCall[] | null
  tasks: TaskCounts
}

export interface Colleague {
  name: string
  display: string
  firm: string
  duty: DutyState
  in_call?: boolean
  speaks: string[] | null
  skills: string[] | null
}

export interface Template {
  id: string
  name: Text
  text: Text
}

export interface Invitation {
  code: string
  link: string
  expires: string
}

export type Outcome = 'advice' | 'legal-aid' | 'mediation' | 'arbitration' | 'court' | 'other'
export const outcomes: readonly Outcome[] = ['advice', 'legal-aid', 'mediation', 'arbitration', 'court', 'other']

export interface Finish {
  outcome: Outcome
  summary: string
  notes: string
  guides: string[]
  follow_up: { kind: 'none' | 'callback'; due?: string }
}

export type TaskKind = 'callback' | 'message' | 'booking' | 'rating'
export const taskKinds: readonly TaskKind[] = ['callback', 'message', 'booking', 'rating']

export interface Task {
  id: string
  kind: TaskKind
  number: string
  topic: string
  region: string
  created: string
  due: string
  overdue: boolean
  lawyer?: string
  mine?: boolean
  state: 'open' | 'done'
  has_voice: boolean
  /** How many spoken messages there are; they are asked for from 1. */
  voices?: number
  has_text?: boolean
  grade?: number
}

/** A task as it is opened, with what was sealed; opening it is written down. */
export interface TaskOpened extends Task {
  text?: string
  phone?: string
  name?: string
  call?: string
  begin?: string
  tags?: string[] | null
  reply?: string
  note?: string
}

export interface Shift {
  lawyer: string
  weekday: number
  from: string
  to: string
  region: string
}

export interface RosterLawyer {
  user: string
  display: string
  firm: string
  regions: string[] | null
  skills: string[] | null
  speaks: string[] | null
  role: string
}

export interface Roster {
  lawyers: RosterLawyer[] | null
  shifts: Shift[] | null
  exceptions?: unknown[] | null
}

export interface MeetingsRegion {
  code: string
  waiting: number
  longest_wait_s: number
  talking: number
  on_duty: number
}

export interface MeetingsNow {
  now: string
  waiting: number
  talking: number
  on_duty: number
  busy: number
  unanswered_today: number
  regions: MeetingsRegion[] | null
}

export interface Sums {
  calls: number
  answered: number
  abandoned: number
  unanswered: number
  booked: number
  messages: number
  lost: number
  median_wait_s: number
  p95_wait_s: number
  answer_rate: number
}

export interface HourSums {
  hour: number
  calls: number
  answered: number
  median_wait_s: number
  p95_wait_s: number
}

export interface MeetingFigures extends Sums {
  by_region: (Sums & { region?: string })[] | null
  by_hour: HourSums[] | null
  /** By step's name. */
  steps: Record<string, number>
  ratings: { n: number; by_grade: Record<string, number> }
}

export interface LawyerFigures {
  user: string
  display: string
  rung: number
  answered: number
  declined: number
  missed: number
  answer_rate: number
  median_answer_s: number
  talk_s: number
}

export interface RecordingRow {
  id: string
  call: string
  began: string
  seconds?: number
  bytes?: number
  lawyer?: string
  until?: string
}

// The library: what can be sent to a kiosk.
export interface LibraryGuide {
  id: string
  theme: string
  title: Text
  summary: Text
}

export interface LibraryForm {
  id: string
  title: Text
  purpose: Text
}

export interface Library {
  themes: { id: string; say: Text; guides: string[]; forms: string[] }[]
  guides: LibraryGuide[]
  forms: LibraryForm[]
  regions: { code: string; name: Text }[]
}

export interface GuideSpan {
  t: string
  b?: boolean
}

export interface Guide {
  id: string
  title: string
  summary: string
  deadlines: { what: string; within: string; from: string; basis: string }[] | null
  sections: { key: string; title: string; blocks: { kind: string; items: GuideSpan[][] }[] }[] | null
  note?: string
}

export interface FormField {
  id: string
  label: Text
  help: Text
  type: 'text' | 'name' | 'idnumber' | 'phone' | 'date' | 'choice' | 'area' | 'money'
  required: boolean
  card?: string
  options?: Text[] | null
  max?: number
}

export interface Form {
  id: string
  title: Text
  purpose: Text
  parts: { title: Text; fields: FormField[] | null }[] | null
}
