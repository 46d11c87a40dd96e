// A small daemon for developing the page without hardware: it speaks the Local
// API over the real content sources. Not shipped. Its knobs are set with
// POST /mock {printer:"ready"|"out"|"offline", job:"fast"|"stop"|"fail", warn, drop}.
import type { Progress, Settings, Terminal } from '../../src/api/types'
import { readContent } from './content.ts'
import { createMeetingMock } from './meeting.ts'
import { createPlanMock } from './plan.ts'

type Send = (type: string, data: unknown) => void

export function createMock(send: Send, drop: () => void) {
  const source = readContent()
  const knobs = { printer: 'ready', job: 'fast', idcard: true }
  let visit: { id: string; token: string; settings: Settings; began: string } | null = null
  let consented = false
  let read = false
  let n = 0
  let given: Record<string, string> = {}
  const jobs = new Map<string, Progress>()
  const drafts = new Map<string, { form: unknown; values: unknown; until: string }>()
  const timers = new Set<NodeJS.Timeout>()
  const later = (ms: number, f: () => void) => timers.add(setTimeout(f, ms))
  const centre = source.content.centres.find((c) => c.id === '520103-centre') ?? source.content.centres[0]!
  const card = { name: '测试甲', sex: '男', nation: '汉', birth: '1990-01-01', address: '贵州省贵阳市云岩区样例路3号', id: '110101199001010015' }
  const summary = { name_masked: '测*甲', id_masked: '1****************5' }

  function terminal(): Terminal {
    const out = knobs.printer === 'out'
    return {
      kiosk: '520103-001', centre, content: source.content.version,
      printer: {
        state: knobs.printer === 'offline' ? 'offline' : 'online', ready: knobs.printer === 'ready',
        reasons: out ? ['media-empty'] : [], supplies: [{ kind: 'paper', name: 'tray-1', level: out ? 'out' : 'full' }],
      },
      idcard: { state: 'online', ready: knobs.idcard }, voice: { ready: true }, fleet: { connected: true }, visit,
      limits: { max_copies: 3, max_prints: 10 }, now: new Date().toISOString(),
    }
  }
  function tell(job: Progress, change: Partial<Progress>) {
    const next = { ...jobs.get(job.job)!, ...change }
    jobs.set(job.job, next)
    send('print.progress', next)
    return next
  }
  function run(p: Progress) {
    later(500, () => tell(p, { state: 'sent' }))
    later(1200, () => tell(p, { state: 'printing' }))
    if (knobs.job === 'stop') return later(2400, () => tell(p, { state: 'stopped', printed: 1, reasons: ['media-empty'] }))
    if (knobs.job === 'fail') return later(2400, () => tell(p, { state: 'failed', reasons: [], detail: '打印机没有收下这份文件。' }))
    if (knobs.job === 'slow') return later(2000, () => tell(p, { printed: 1 }))
    later(2600, () => tell(p, { printed: 1 }))
    later(4200, () => tell(p, { printed: p.pages * p.copies, state: 'printed' }))
  }
  function start(kind: string, title: string, id = kind, copies = 1): Progress {
    const p: Progress = { job: `j${++n}`, kind: kind as 'guide', item: id, title, copies, pages: 2, printed: 0, state: 'queued', reasons: [], detail: '' }
    jobs.set(p.job, p)
    run(p)
    return p
  }
  const meeting = createMeetingMock(send, start)
  const plans = createPlanMock()
  function end(how: string) {
    meeting.forget()
    given = {}
    visit = null
    consented = read = false
    send('visit.ended', { how, card_reminder: true })
  }

  function handle(method: string, path: string, query: URLSearchParams, body: Record<string, unknown>): [number, unknown] {
    const lang = query.get('lang') === 'en' ? 'en' : 'zh-CN'
    const [, , a, b, c] = path.split('/')
    const met = meeting.handle(method, path.split('/').slice(2), body) ?? plans.handle(method, path.split('/').slice(2), body)
    if (met !== null) return met
    switch (`${method} /${[a, b].filter(Boolean).join('/')}`) {
      case 'GET /terminal': return [200, terminal()]
      case 'GET /content': return [200, source.content]
      case 'GET /content/search': return [200, source.docs[lang]]
      case 'GET /content/guides': {
        const g = source.guides[lang].get(c ?? '') ?? source.guides['zh-CN'].get(c ?? '')
        return g ? [200, g] : [404, { code: 'guide.unknown', detail: '没有这份指南。' }]
      }
      case 'GET /content/forms': return source.forms.has(c ?? '') ? [200, source.forms.get(c ?? '')] : [404, { code: 'form.unknown' }]
      case 'POST /visits':
        visit = { id: `v${++n}`, token: `t${n}`, settings: { lang: body.lang as Settings['lang'], elder: false, contrast: false, lowered: false, spoken: false }, began: new Date().toISOString() }
        return [200, { ...visit, idle_s: 75, warn_s: 25 }]
      case 'POST /visits/current': return send('visit.resumed', {}), [204, null]
      case 'PATCH /visits/current':
        if (visit) Object.assign(visit.settings, body)
        return [200, visit?.settings]
      case 'DELETE /visits/current': return end('button'), [204, null]
      case 'POST /prints': {
        if (c) return [200, c === 'cancel' ? tell(jobs.get(b!)!, { state: 'canceled' }) : tell(jobs.get(b!)!, { state: 'printing', reasons: [] })]
        return [202, { job: start(String(body.kind), '', String(body.id), Number(body.copies)) }]
      }
      case 'POST /drafts': {
        const code = String(body.code || '232050509545')
        drafts.set(code, { form: body.form, values: body.values, until: new Date(Date.now() + 7 * 86_400_000).toISOString() })
        return [200, { code, until: drafts.get(code)!.until }]
      }
      case 'POST /drafts/open': {
        const kept = drafts.get(String(body.code))
        return kept ? [200, kept] : [404, { code: 'draft.unknown', detail: '请核对12位号码。表只存在当时那台机器上，存7天；过期的已经删除，请重新填写。' }]
      }
      case 'DELETE /drafts': return drafts.delete(String(body.code)) ? [204, null] : [404, { code: 'draft.unknown' }]
      case 'POST /forms/preview': return [503, { code: 'print.render', detail: '这里没有排版程序，看不到打印样子。' }]
      case 'GET /opinions': return [200, { writing: true, given }]
      case 'POST /rating': case 'POST /rating/skip': return [204, null]
      case 'POST /card/consent': consented = body.accepted === true; return [204, null]
      case 'POST /card/read':
        if (!consented) return [409, { code: 'card.consent', detail: '请先同意,再读身份证。' }]
        send('card.waiting', {})
        later(3000, () => send('card.reading', {}))
        later(3900, () => { read = true; send('card.read', summary) })
        return [202, {}]
      case 'DELETE /card/read': return [204, null]
      case 'GET /card/fields': return read ? [200, card] : [409, { code: 'card.none' }]
    }
    if (method === 'POST' && a === 'opinions' && b) return (given[b] = '910112345676'), [201, { number: given[b], at: new Date().toISOString() }]
    if (method === 'GET' && a === 'prints' && b) return [200, jobs.get(b)]
    if (method === 'POST' && a === 'prints' && b) return [200, c === 'cancel' ? tell(jobs.get(b)!, { state: 'canceled' }) : tell(jobs.get(b)!, { state: 'printing', reasons: [] })]
    return [404, { code: 'unknown' }]
  }
  function turn(body: Record<string, unknown>) {
    Object.assign(knobs, body)
    if (body.warn) send('visit.warning', { seconds_left: body.warn })
    if (body.end) end(String(body.end))
    meeting.turn(body)
    if (body.drop) drop()
    if (body.forget) { visit = null; drop() }
    send('terminal', { ...terminal(), visit: undefined })
  }
  return { handle, turn, terminal }
}
