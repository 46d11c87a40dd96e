// The shapes of the Local API, the page's only peer. Field names are the wire's.

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
}

export interface FormPart {
  title: Text
  fields: Field[]
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
  kind: 'guide' | 'form'
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
}

export interface OpenVisit {
  id: string
  token: string
  settings: Settings
  began: string
}

export interface Terminal {
  kiosk: string
  centre: Omit<Centre, 'region'>
  content: string
  printer: PrinterStatus
  idcard: { state: string; ready: boolean }
  fleet: { connected: boolean }
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

export interface Progress {
  job: string
  kind: 'guide' | 'form'
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
  kind: 'guide' | 'form'
  id: string
  lang: Lang
  copies: number
  fields?: Record<string, string>
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
  | { type: 'page.reload'; data: Record<string, never> }
