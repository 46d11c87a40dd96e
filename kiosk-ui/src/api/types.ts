// The shapes of the Local API, the page's only peer. Field names are the wire's.
import type { Call } from '../meeting/types'

export type Lang = 'zh-CN' | 'en'

export interface Text {
  zh: string
  en: string
}

export interface Theme {
  id: string
  say: Text
  hint: Text
  icon: string
  guides: string[]
  forms: string[]
  group?: Text // the heading it stands under in the list of all
  discreet?: boolean // its screens offer to leave at once
}

export interface Span {
  t: string
  b?: boolean
}

export interface Block {
  kind: 'p' | 'ul' | 'ol'
  items: Span[][]
}

export interface Section {
  key: string
  title: string
  blocks: Block[]
}

export interface Deadline {
  what: string
  within: string
  from: string
  basis: string
}

export interface Basis {
  law: string
  article: string
  says: string
}

export interface Guide {
  id: string
  lang: Lang
  theme: string
  title: string
  summary: string
  keywords: string[] | null
  deadlines: Deadline[] | null
  sections: Section[] | null
  basis: Basis[] | null
  related: string[] | null
  forms: string[] | null
  checked_at: string
  review_by: string
  note?: string
  qr: string // address for a phone, the content of the QR code
}

export interface GuideHead {
  id: string
  theme: string
  title: string
  summary: string
}

export interface FormHead {
  id: string
  title: Text
  purpose: Text
}

export interface Region {
  code: string
  name: Text
  parent?: string
  col: number
  row: number
}

export interface Centre {
  id: string
  region: string
  name: Text
  address: Text
  phone: string
  hours: Text
  sample: boolean
}

export interface Slide {
  say: Text
  more: Text
  guide: string
  art: string
}

export type FieldType = 'text' | 'name' | 'idnumber' | 'phone' | 'date' | 'choice' | 'area' | 'money'

export interface Field {
  id: string
  label: Text
  help: Text
  type: FieldType
  required: boolean
  card?: string
  options?: Text[]
  max?: number
  many?: boolean // of a choice: several may be ticked
}

export interface FormPart {
  title: Text
  fields: Field[]
  columns?: Field[] // asked once for every row; fields has them all, row by row
}

export interface Form {
  id: string
  title: Text
  purpose: Text
  to: Text
  parts: FormPart[]
  closing: Text
  basis: Basis[] | null
  copies: number
  note: Text
}

export interface Content {
  version: string
  themes: Theme[]
  slides: Slide[]
  forms: FormHead[]
  regions: Region[]
  centres: Centre[]
  guides: Record<Lang, GuideHead[]>
}

export interface SearchDoc {
  id: string
  kind: 'guide' | 'form' | 'service' | 'opinion'
  title: string
  say: string
  summary: string
  keywords: string
  body: string
  pinyin: string
  initials: string
}

export interface Supply {
  kind: string
  name: string
  level: 'full' | 'low' | 'out' | 'jammed' | 'unknown'
  percent?: number
}

export interface PrinterStatus {
  state: string
  reasons: string[] | null
  supplies: Supply[] | null
  ready: boolean
}

export interface Settings {
  lang: Lang
  elder: boolean
  contrast: boolean
  lowered: boolean
  spoken: boolean // questions are read aloud
}

export interface OpenVisit {
  id: string
  token: string
  settings: Settings
  began: string
  rated?: boolean // not to be asked for a rating any more
}

export interface Terminal {
  kiosk: string
  centre: Omit<Centre, 'region'>
  content: string
  printer: PrinterStatus
  idcard: { state: string; ready: boolean }
  fleet: { connected: boolean }
  camera?: { document?: string } // label of the camera that looks at papers
  voice?: { ready: boolean }
  visit?: OpenVisit | null
  limits: { max_copies: number; max_prints: number }
  now: string
}

export interface NewVisit {
  id: string
  token: string
  settings: Settings
  idle_s: number
  warn_s: number
}

export type JobState =
  | 'queued'
  | 'sent'
  | 'printing'
  | 'stopped'
  | 'printed'
  | 'canceled'
  | 'failed'
  | 'unknown'

export type PrintKind = 'guide' | 'form' | 'summary' | 'sign' | 'receipt' | 'record' | 'draft'

export interface Progress {
  job: string
  kind: PrintKind
  item: string
  title: string
  copies: number
  pages: number
  printed: number // sides the printer reported, -1 where it does not tell
  state: JobState
  reasons: string[] | null
  detail: string
}

export interface CardSummary {
  name_masked: string
  id_masked: string
  greeting_name?: string
}

export interface CardFields {
  name: string
  sex: string
  nation: string
  birth: string
  address: string
  id: string
}

export interface PrintRequest {
  kind: 'guide' | 'form' | 'receipt' | 'record' | 'draft' | 'service' | 'opinion' | 'plan'
  id?: string // of a receipt: its number; none: that of the visit's call; of a draft: its code
  lang: Lang
  copies: number
  fields?: Record<string, string>
  signature?: string // on a form: PNG in base64
  plan?: PlanPaper
}

/** What the daemon makes a plan's paper from. */
export interface PlanPaper {
  journey: string
  answers: Record<string, string>
  facts: Record<string, { start: string; interrupted?: string[] }>
  given: Record<string, Record<string, unknown>>
  ticked: number[]
}

// KioskEvent is what the daemon tells over the WebSocket.
export type KioskEvent =
  | { type: 'terminal'; data: Omit<Terminal, 'visit'> }
  | { type: 'visit.warning'; data: { seconds_left: number } }
  | { type: 'visit.resumed'; data: Record<string, never> }
  | { type: 'visit.ended'; data: { how: string; card_reminder: boolean } }
  | { type: 'print.progress'; data: Progress }
  | { type: 'card.waiting'; data: Record<string, never> }
  | { type: 'card.reading'; data: Record<string, never> }
  | { type: 'card.read'; data: CardSummary }
  | { type: 'card.failed'; data: { code: string; detail: string } }
  | { type: 'meeting'; data: Call | null }
  | { type: 'meeting.trouble'; data: { code: string } }
  | { type: 'page.reload'; data: Record<string, never> }
