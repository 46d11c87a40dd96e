// The meeting part of the development mock: a fleet with one lawyer who answers
// when the knob says so. There is no video server behind it; the page's picture
// of the other side comes from a real one only (see the end-to-end tests).
import type { Call, Receipt, Slot } from '../../src/meeting/types'

type Send = (type: string, data: unknown) => void
type Body = Record<string, unknown>

const hour = 3600_000
const iso = (ms: number) => new Date(ms).toISOString()

export function createMeetingMock(send: Send, print: (kind: string, title: string) => unknown) {
  const knobs = { available: true, reason: '' as 'unavailable' | 'fleet.offline' | '' }
  let call: Call | null = null
  const rtc = { url: '', token: '' } // of a real video server, where one stands by
  let n = 0
  const receipt = (kind: Receipt['kind']): Receipt => ({
    number: '520103004211', kind, issued: iso(Date.now()), centre: '520103-centre', topic: call?.topic ?? 'unpaid-wages', state: 'open',
    begin: kind === 'booking' ? iso(Date.now() + 26 * hour) : undefined, reply_by: kind === 'booking' ? undefined : iso(Date.now() + 48 * hour),
  })
  const me = { identity: 'k1', role: 'citizen' as const, name: '测试甲', here: true }
  const lawyer = { identity: 'l1', role: 'lawyer' as const, name: '样例律师', licence: '15201201910000000', firm: '贵州样例律师事务所', here: true }
  const more = [
    { identity: 'm1', role: 'mediator' as const, name: '样例调解员', firm: '云岩区人民调解委员会', here: true },
    { identity: 'p1', role: 'party' as const, name: '测*乙', here: true },
  ]
  const record = () => ({
    lawyer: lawyer.name, licence: lawyer.licence, firm: lawyer.firm, answered: iso(Date.now() - 12 * 60_000), ended: iso(Date.now()), outcome: 'arbitration',
    summary: '1. 先到云岩区劳动仲裁委员会申请仲裁，要回三个月工资。\n2. 带上工资条、转账记录和聊天记录，各复印两份。\n3. 离职未满一年，来得及；最晚 2027 年 3 月 1 日前递交。',
    guides: ['unpaid-wages'],
  })

  function change(part: Partial<Call>): Call {
    call = { ...(call as Call), ...part, version: (call?.version ?? 0) + 1, now: iso(Date.now()) }
    send('meeting', call)
    return call
  }
  function begin(body: Body): Call {
    const steps = [{ step: 'own', seconds: 60 }, { step: 'city', seconds: 60 }, { step: 'neighbours', seconds: 60 }]
    call = {
      id: `c${++n}`, version: 0, state: 'waiting', topic: String(body.topic ?? ''), began: iso(Date.now()), now: '', me: 'k1', people: [me], papers: [],
      recording: { asked: false, on: false }, staff: false, rated: false, keys: null,
      options: { book: true, message: true, reply_by: iso(Date.now() + 48 * hour), hotline: '12348' },
      queue: { place: 2, expect_s: 140, on_duty: 3, steps, step: 'city', step_end: iso(Date.now() + 41_000) },
    }
    return change({})
  }
  const slots = (): Slot[] => [1, 2, 3].flatMap((d) => [9, 10, 14, 15].map((h, i) => {
    const begins = Date.parse(`${iso(Date.now() + d * 24 * hour).slice(0, 10)}T${String(h).padStart(2, '0')}:30:00+08:00`)
    return { id: `s${d}${i}`, begin: iso(begins), end: iso(begins + hour / 2) }
  }))

  function handle(method: string, parts: string[], body: Body): [number, unknown] | null {
    const [a, b, c, d] = parts
    if (a === 'receipts') return body.number === '520103004211' ? [200, { ...receipt('message'), state: 'done', reply: '您好，工资可以先走劳动监察，也可以仲裁。\n带好工资条和转账记录。', lawyer: lawyer.name }] : [404, { code: 'call.receipt', detail: '没有这个号码。' }]
    if (a !== 'meeting') return null
    switch (`${method} ${b ?? ''}`) {
      case 'GET ': return [200, { call }]
      case 'GET offers': return [200, { available: knobs.available, reason: knobs.reason, on_duty: 3, expect_s: 140, steps: [], e2ee: true }]
      case 'GET slots': return [200, slots()]
      case 'POST ': return [200, begin(body)]
      case 'POST join': return body.code === '12345678' ? [200, (begin({}), change({ state: 'talking', people: [me, lawyer, ...more], room: 'r' }))] : [404, { code: 'call.invitation', detail: '这个号码不对，或者已经过期。' }]
      case 'POST here': return call === null ? [404, { code: 'call.unknown', detail: '' }] : [200, call]
      case 'POST token': return rtc.token ? [200, { token: rtc.token, identity: 'k1', url: rtc.url }] : [503, { code: 'call.unavailable', detail: '' }]
      case 'POST keys': {
        const people = (call?.people ?? []).map((p) => (p.identity === 'k1' ? { ...p, key: String(body.public) } : p))
        return [200, change({ people, keys: { epoch: Number(body.epoch), holder: 'k1', wrapped: (body.wrapped ?? {}) as Record<string, string> } })]
      }
      case 'POST staff': return [200, change({ staff: true })]
      case 'POST recording': return [200, change({ recording: { asked: body.agree === true, citizen: body.agree === true, on: body.agree === true } })]
      case 'POST booking': return [200, change({ state: 'ended', how: 'booked', receipt: receipt('booking') })]
      case 'POST message':
      case 'POST voice': return [200, change({ state: 'ended', how: 'message', receipt: receipt('message') })]
      case 'POST rating': return [200, change({ rated: true })]
      case 'DELETE ': return [200, call?.state === 'talking' ? change({ state: 'ended', how: 'left', record: record() }) : change({ state: 'ended', how: 'abandoned' })]
      case 'POST papers': {
        const paper = call?.papers?.find((p) => p.id === c)
        const set = (state: 'signed' | 'declined' | 'printing') => change({ papers: (call?.papers ?? []).map((p) => (p.id === c ? { ...p, state } : p)) })
        if (d === 'print') return set('printing'), [202, { job: print('summary', paper?.title ?? '') }]
        return [200, set(d === 'sign' ? 'signed' : 'declined')]
      }
    }
    return [404, { code: 'unknown' }]
  }

  // turn sets what a lawyer or the fleet would do: {meeting: {...}} in POST /mock.
  function turn(body: Body) {
    const m = body.meeting as Body | undefined
    if (m === undefined) return
    if ('available' in m) Object.assign(knobs, m)
    if (m.clear) call = null
    if (m.rtc) Object.assign(rtc, m.rtc)
    if (m.trouble !== undefined) send('meeting.trouble', { code: m.trouble })
    if (call === null) return
    if (m.answer) change({ state: 'talking', room: 'r', queue: null, people: m.answer === 'many' ? [me, lawyer, ...more] : [me, lawyer] })
    if (m.keys && call) change({ keys: { epoch: 0, holder: 'k1', wrapped: {} } })
    if (m.lawyerKey) change({ people: (call.people ?? []).map((p) => (p.identity === 'l1' ? { ...p, key: String(m.lawyerKey) } : p)) })
    if (m.unanswered) change({ state: 'unanswered', queue: null })
    if (m.finish) change({ state: 'ended', how: 'finished', record: record() })
    if (m.lost) change({ state: 'ended', how: 'lost', receipt: receipt('callback') })
    if (m.ask) change({ recording: { asked: true, on: false } })
    if (m.away) change({ people: [me, { ...lawyer, here: false }] })
    if (m.paper) change({ papers: [...(call.papers ?? []), { id: `p${++n}`, kind: 'summary', title: '咨询意见：讨薪三步', text: '', sent: iso(Date.now()), state: 'sent' }] })
    if (m.sign) change({ papers: [...(call.papers ?? []), { id: `p${++n}`, kind: 'sign', title: '委托书', text: '本人测试甲，委托样例律师查询本人劳动仲裁案件的进度。\n本委托自签字之日起三个月内有效，可以随时收回。', sent: iso(Date.now()), state: 'sent' }] })
  }
  return { handle, turn, forget: () => (call = null) }
}
