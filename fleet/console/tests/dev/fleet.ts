// A made-up fleet for working on the pages without a server. Never shipped:
// only vite's development server loads it. The real server decides all that is true.
import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Plugin } from 'vite'
import { answerDesk } from './desk.ts'
import type { AuditEntry, Command, Device, EventRecord, KioskRow, KioskState, Region } from '../../src/api/types'

const now = Date.now()
const minutes = (n: number): string => new Date(now - n * 60_000).toISOString()

const names: [string, string, string, number, number][] = [
  ['520100', '贵阳市', 'Guiyang', -1, -1],
  ['520102', '南明区', 'Nanming', 2, 3],
  ['520103', '云岩区', 'Yunyan', 2, 2],
  ['520111', '花溪区', 'Huaxi', 1, 3],
  ['520112', '乌当区', 'Wudang', 3, 2],
  ['520113', '白云区', 'Baiyun', 2, 1],
  ['520115', '观山湖区', 'Guanshanhu', 1, 2],
  ['520121', '开阳县', 'Kaiyang', 3, 0],
  ['520122', '息烽县', 'Xifeng', 2, 0],
  ['520123', '修文县', 'Xiuwen', 1, 1],
  ['520181', '清镇市', 'Qingzhen', 0, 2],
]

function devices(trouble: string): Device[] {
  const printer: Device = {
    class: 'printer', driver: 'ipp', model: 'HP LaserJet Pro M404', state: 'online', reasons: [], at: minutes(3),
    supplies: [{ kind: 'paper', name: 'tray-1', level: 'full', percent: 72 }, { kind: 'toner', name: 'black', level: 'low', percent: 11 }],
  }
  if (trouble === 'paper') Object.assign(printer, { state: 'userError', reasons: ['media-empty'], supplies: [{ kind: 'paper', name: 'tray-1', level: 'out', percent: 0 }] })
  if (trouble === 'jam') Object.assign(printer, { state: 'userError', reasons: ['media-jam'] })
  if (trouble === '') printer.supplies![1] = { kind: 'toner', name: 'black', level: 'full', percent: 64 }
  const card: Device = { class: 'idcard', driver: 'sdt', model: 'generic', state: trouble === 'card' ? 'offline' : 'online', at: minutes(40) }
  return [card, printer]
}

const troubles = ['', '', 'paper', '', '', 'low', '', 'jam', '', '', 'card', '']
const kiosks: KioskRow[] = names.flatMap(([code, zh, en], r) =>
  [1, 2, 3].slice(0, r % 3 === 0 ? 3 : 2).map((n) => {
    const i = r * 2 + n
    const offline = code === '520122' || i % 13 === 0
    const never = i === 17
    const trouble = offline || never ? '' : (troubles[i % troubles.length] ?? '')
    const state: KioskState = never ? 'never-seen' : offline ? 'offline' : ['paper', 'jam', 'card'].includes(trouble) ? 'impaired' : 'in-service'
    return {
      id: `${code}-00${n}`, name: `${n === 1 ? '大厅' : n === 2 ? '自助区' : '门口'}${n}号机`, region: code, centre: `${code}-centre`, state,
      centre_name: { zh: `${zh}公共法律服务中心`, en: `${en} Public Legal Service Centre` },
      problems: trouble === 'paper' || trouble === 'jam' ? [{ what: `printer.${trouble}`, since: minutes(i * 30), detail: '' }] : [],
      online: !offline && !never, since: never ? null : minutes(offline ? 95 : i * 37), last_seen: never ? null : minutes(offline ? 95 : 0.4),
      agent: never ? '' : '1.0.0', content: never ? '' : '2026.11.20', devices: never ? [] : devices(trouble),
      visits_today: never || offline ? 0 : (i * 7) % 23, prints_today: never || offline ? 0 : (i * 5) % 17, cards_today: (i * 3) % 7,
    }
  }),
)

const serves = (k: KioskRow): boolean => k.online && !(k.devices ?? []).some((d) => d.state === 'userError')
const regions = (): Region[] =>
  names.map(([code, zh, en, col, row]) => {
    const mine = kiosks.filter((k) => k.region === code)
    return {
      code, name: { zh, en }, col, row, centres: 1, centres_effective: mine.some(serves) ? 1 : 0, centres_equipped: mine.length > 0 ? 1 : 0, kiosks: mine.length,
      kiosks_in_service: mine.filter((k) => k.state === 'in-service').length,
      visits_today: mine.reduce((s, k) => s + k.visits_today, 0), prints_today: mine.reduce((s, k) => s + k.prints_today, 0),
    }
  })

function overview(): unknown {
  const all = regions()
  const sum = (f: (r: Region) => number): number => all.reduce((s, r) => s + f(r), 0)
  const what = (k: KioskRow): string | null =>
    k.state === 'offline' || k.state === 'never-seen' ? k.state
    : k.devices?.some((d) => d.reasons?.includes('media-jam')) ? 'printer.jam'
    : k.devices?.some((d) => d.reasons?.includes('media-empty')) ? 'printer.paper'
    : k.devices?.some((d) => d.class === 'idcard' && d.state === 'offline') ? 'idcard.offline' : null
  return {
    now: new Date().toISOString(),
    totals: {
      centres: sum((r) => r.centres), centres_effective: sum((r) => r.centres_effective), centres_equipped: sum((r) => r.centres_equipped), kiosks: kiosks.length,
      kiosks_in_service: sum((r) => r.kiosks_in_service), visits_today: sum((r) => r.visits_today),
      prints_today: sum((r) => r.prints_today), cards_today: kiosks.reduce((s, k) => s + (k.cards_today ?? 0), 0),
    },
    regions: all,
    attention: [{ kiosk: '', region: '520122', centre: '', since: minutes(6), what: 'meeting.answer-rate', detail: '' }, ...kiosks.flatMap((k) => {
      const w = what(k)
      return w ? [{ kiosk: k.id, region: k.region, centre: k.centre, since: k.since, what: w, detail: w === 'printer.paper' ? 'media-empty' : '' }] : []
    })],
  }
}

function region(code: string): unknown {
  const r = regions().find((x) => x.code === code)
  if (!r) return null
  return {
    region: r,
    centres: [{
      id: `${code}-centre`, name: { zh: `${r.name.zh}公共法律服务中心`, en: `${r.name.en} Public Legal Service Centre` },
      address: { zh: `${r.name.zh}样例路2号(样例地址)`, en: `2 Sample Road, ${r.name.en}` }, phone: '0851-00000002', sample: true,
      effective: r.centres_effective > 0, kiosks: kiosks.filter((k) => k.region === code),
    }],
  }
}

const bodies: [string, unknown][] = [
  ['visit.ended', { visit: 'a', how: 'button', seconds: 212, lang: 'zh-CN', elder: true, guides: 3, prints: 1, card: true }],
  ['print.ended', { item: 'wages-unpaid', outcome: 'printed', pages: 2, copies: 1, millis: 8400 }],
  ['card.read', { outcome: 'read', millis: 640 }],
  ['guide.viewed', { guide: 'wages-unpaid', via: 'search' }],
  ['visit.began', { visit: 'a', lang: 'zh-CN' }],
  ['device.changed', devices('paper')[1]],
  ['print.ended', { item: 'divorce', outcome: 'failed', reason: 'media-jam', pages: 0, copies: 1, millis: 61_000 }],
  ['command.done', { id: 'c1', outcome: 'done' }],
  ['content.pack', { version: '2026.11.20', outcome: 'active' }],
  ['outbox.damaged', { kept: 120, lost: -1, detail: 'page 7: checksum' }],
  ['agent.started', { agent: '1.0.0', clean: false }],
]
const events: EventRecord[] = Array.from({ length: 80 }, (_, i) => {
  const [kind, data] = bodies[i % bodies.length]!
  return { seq: 900 - i, at: minutes(i * 17), received_at: minutes(i * 17 - (i === 6 ? 40 : 0)), kind, data }
})
const order = { kiosk: '520103-001', expires: minutes(-10), sent_at: null, done_at: null, detail: '' }
const commands: Command[] = [
  { ...order, id: 'c2', kind: 'visit.end', state: 'sent', created_at: minutes(1), by: 'operator' },
  { ...order, id: 'c1', kind: 'print.test', state: 'done', created_at: minutes(120), by: 'operator' },
]
const audit: AuditEntry[] = Array.from({ length: 30 }, (_, i) => ({
  at: minutes(i * 63), who: i % 4 ? 'operator' : 'viewer', action: ['session.open', 'command.print.test', 'session.refused', 'session.close'][i % 4]!,
  target: i % 4 === 1 ? '520103-001' : '', detail: '', ip: '127.0.0.1',
}))

let role: 'operator' | 'viewer' | 'lawyer' | 'lead' | null = 'operator'
const streams = new Set<ServerResponse>()
const tell = (event: string, data: unknown): void => streams.forEach((s) => s.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`))

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  const url = new URL(req.url ?? '/', 'http://mock')
  const give = (status: number, body?: unknown): void => {
    res.writeHead(status, { 'Content-Type': status < 400 ? 'application/json' : 'application/problem+json' })
    res.end(body === undefined ? undefined : JSON.stringify(body))
  }
  const chunks: Buffer[] = []
  for await (const c of req) chunks.push(c as Buffer)
  const body = chunks.length && req.headers['content-type'] === 'application/json' ? (JSON.parse(Buffer.concat(chunks).toString()) as Record<string, string>) : {}
  const page = (list: unknown[], key: string): unknown => {
    const start = Number(url.searchParams.get(key)) || 0
    const end = start + (Number(url.searchParams.get('limit')) || 50)
    return { items: list.slice(start, end), total: list.length, ...(end < list.length ? { next: String(end) } : {}) }
  }
  const session = { name: role === 'lawyer' ? 'wang' : role, role, expires: minutes(-720) }
  const [, , what, id, sub] = url.pathname.split('/')
  if (what === 'session') {
    if (req.method === 'DELETE') role = null
    if (req.method === 'POST') {
      if (body.password === 'lock') return give(429, { status: 429, code: 'session.locked', detail: '' })
      if (body.password === 'wrong') return give(401, { status: 401, detail: '' })
      const atDesk = body.name === 'wang' || body.name === 'lead'
      if (atDesk && !body.code) return give(401, { status: 401, code: 'session.code-wanted', detail: '' })
      if (atDesk && body.code === '000000') return give(401, { status: 401, code: 'session.code-wrong', detail: '' })
      role = body.name === 'viewer' ? 'viewer' : body.name === 'wang' ? 'lawyer' : body.name === 'lead' ? 'lead' : 'operator'
      return give(200, { ...session, name: role === 'lawyer' ? 'wang' : role, role })
    }
    return req.method === 'DELETE' ? give(204) : role ? give(200, session) : give(401, { status: 401 })
  }
  const told = answerDesk(req.method ?? 'GET', url.pathname, body, role === 'lawyer' ? 'wang' : (role ?? ''), role ?? '')
  if (told && (role || what === 'join' || what === 'guest')) {
    if (req.method !== 'GET' && what === 'desk' && id !== 'here' && !url.pathname.endsWith('/here')) tell('desk', {})
    return give(told.status, told.body)
  }
  if (!role) return give(401, { status: 401 })
  if (what === 'live') {
    res.writeHead(200, { 'Content-Type': 'text/event-stream' })
    res.write(': hello\n\n')
    streams.add(res)
    req.on('close', () => streams.delete(res))
    return
  }
  if (what === 'content') return give(200, { guides: {}, forms: {} })
  if (what === 'overview') return give(200, overview())
  if (what === 'regions') return give(region(id ?? '') ? 200 : 404, region(id ?? '') ?? { status: 404 })
  if (what === 'audit') return role === 'viewer' ? give(403, { status: 403 }) : give(200, page(audit, 'before'))
  const k = kiosks.find((x) => x.id === id)
  if (id && !k) return give(404, { status: 404 })
  if (sub === 'events') return give(200, page(events, 'before'))
  if (sub === 'commands') {
    const c: Command = { ...order, id: `c${commands.length + 1}`, kind: body.kind ?? '', state: 'waiting', created_at: new Date().toISOString(), by: role }
    commands.unshift(c)
    const step = (state: Command['state'], ms: number): unknown => setTimeout(() => ((c.state = state), tell('command', { id: c.id, kiosk: id })), ms)
    step('sent', 1500)
    step('done', 3500)
    return give(201, c)
  }
  if (k) {
    const days = Array.from({ length: 13 }, (_, i) => ({ day: new Date(now + 8 * 3600e3 - i * 86400e3).toISOString().slice(0, 10), visits: i === 4 ? 0 : (i * 7 + 12) % 23, guides: 0, prints: i === 4 ? 0 : (i * 5 + 8) % 17, cards: i }))
    const health = { at: minutes(0.3), agent: '1.0.0', uptime_s: 275_000, in_service: true, visiting: k.id.endsWith('001'), content: '2026.11.20', devices: k.devices, outbox_len: 3, outbox_bytes: 65_536, disk_free_bytes: 21e9, mem_pss_bytes: 16.4e6 }
    return give(200, { ...k, health: k.last_seen ? health : null, commands, counts: { visits: 0, guides: 0, prints: 0, cards: 0, missing: 0 }, days })
  }
  const s = url.searchParams
  give(200, page(kiosks.filter((x) =>
    (!s.get('region') || x.region === s.get('region')) && (!s.get('centre') || x.centre === s.get('centre')) &&
    (!s.get('state') || x.state === s.get('state')) && `${x.id} ${x.name}`.includes(s.get('q') ?? '')), 'cursor'))
}

export function fleet(): Plugin {
  const door = (req: IncomingMessage, res: ServerResponse, next: () => void): void => {
    if (req.url?.startsWith('/api/')) void answer(req, res)
    else next()
  }
  const beat = (server: { on: (event: 'close', act: () => void) => unknown } | null): void => {
    const timer = setInterval(() => streams.forEach((s) => s.write(': still here\n\n')), 15_000)
    server?.on('close', () => clearInterval(timer))
  }
  return {
    name: 'made-up-fleet',
    configureServer(server) {
      server.middlewares.use(door)
      beat(server.httpServer)
    },
    configurePreviewServer(server) {
      server.middlewares.use(door)
      beat(server.httpServer)
    },
  }
}
