// The documents of the fleet's REST, as the console reads them.

export interface Text {
  zh: string
  en: string
}

export type Role = 'operator' | 'viewer'

export interface Session {
  name: string
  role: Role
  expires: string
}

export type KioskState = 'in-service' | 'impaired' | 'offline' | 'never-seen'

export interface Supply {
  kind: string
  name: string
  level: string
  percent?: number | null
}

export interface Device {
  class: string
  driver?: string
  model?: string
  state: string
  reasons?: string[] | null
  supplies?: Supply[] | null
  detail?: string
  at?: string
}

export interface KioskRow {
  id: string
  name: string
  region: string
  centre: string
  centre_name?: Text
  state: KioskState
  online: boolean
  since: string | null
  last_seen: string | null
  agent: string
  content: string
  devices: Device[] | null
  visits_today: number
  prints_today: number
  cards_today?: number
}

export interface Health {
  at: string
  agent: string
  uptime_s: number
  in_service: boolean
  visiting: boolean
  content: string
  devices: Device[] | null
  outbox_len: number
  outbox_bytes: number
  disk_free_bytes: number
  mem_pss_bytes: number
}

export type CommandKind = 'visit.end' | 'print.test' | 'page.reload'
export type CommandState = 'waiting' | 'sent' | 'done' | 'failed' | 'expired'

export interface Command {
  id: string
  kind: string
  state: CommandState
  created_at: string
  by?: string
  sent_at?: string | null
  done_at?: string | null
  expires?: string
  detail?: string
}

export interface KioskDetail extends KioskRow {
  health: Health | null
  commands: Command[] | null
  counts?: Record<string, number> | null
}

export interface Region {
  code: string
  name: Text
  col: number
  row: number
  centres: number
  centres_effective: number
  kiosks: number
  kiosks_in_service: number
  visits_today: number
  prints_today: number
}

export interface Attention {
  kiosk: string
  region: string
  centre: string
  since: string | null
  what: string
  detail: string
}

export interface Totals {
  centres: number
  centres_effective: number
  kiosks: number
  kiosks_in_service: number
  visits_today: number
  prints_today: number
  cards_today: number
}

export interface Overview {
  now: string
  totals: Totals
  regions: Region[]
  attention: Attention[] | null
}

export interface Centre {
  id: string
  name: Text
  address: Text
  phone: string
  sample: boolean
  effective: boolean
  kiosks: KioskRow[] | null
}

export interface RegionDetail {
  region: Region
  centres: Centre[] | null
}

export interface KioskPage {
  items: KioskRow[] | null
  total: number
  next?: string
}

export interface EventRecord {
  seq: number
  at: string
  received_at: string
  kind: string
  data: unknown
}

export interface EventPage {
  items: EventRecord[] | null
  next?: string | number | null
}

export interface AuditEntry {
  at: string
  who: string
  action: string
  target: string
  detail: string
  ip: string
}

export interface AuditPage {
  items: AuditEntry[] | null
  next?: string | number | null
}
