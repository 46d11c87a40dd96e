// The made-up fleet's lawyers, calls and figures: see fleet.ts.
import type { DeskCall, Desk, DutyState, Paper, Ring, Shift, Task } from '../../src/api/desk'

const ago = (s: number): string => new Date(Date.now() - s * 1000).toISOString()
const ahead = (s: number): string => ago(-s)
const text = (zh: string, en: string): { zh: string; en: string } => ({ zh, en })
const began = ago(43)
const began2 = ago(12)
const yunyan = { id: '520103-centre', name: text('云岩区公共法律服务中心', 'Yunyan Public Legal Service Centre') }
const xifeng = { id: '520122-centre', name: text('息烽县公共法律服务中心', 'Xifeng Public Legal Service Centre') }

let duty: DutyState = 'away'
let call: DeskCall | null = null
let shifts: Shift[] = [1, 2, 3, 4, 5].flatMap((weekday) => [
  { lawyer: 'wang', weekday, from: '09:00', to: '12:00', region: '' },
  { lawyer: 'wang', weekday, from: '13:30', to: '17:00', region: weekday === 3 ? '520103' : '' },
  ...(weekday % 2 ? [{ lawyer: 'li', weekday, from: '09:00', to: '17:00', region: '' }] : []),
])
shifts.push({ lawyer: 'zhao', weekday: 6, from: '09:00', to: '12:00', region: '' })

const rings: Ring[] = [
  { id: 'r1', topic: 'unpaid-wages', region: '520103', centre: yunyan, kiosk: '520103-001', lang: 'zh-CN', speech: 'guizhou', elder: true, began, step: 'own', step_end: ahead(17), waited_s: 43, booking: false, mine: false, kind: 'call' },
  { id: 'r2', topic: 'divorce', region: '520122', centre: xifeng, kiosk: '520122-001', lang: 'zh-CN', speech: 'mandarin', elder: false, began: began2, step: 'neighbours', step_end: ahead(48), waited_s: 12, booking: true, mine: true, kind: 'call' },
]

const paper = (id: string, kind: Paper['kind'], title: string, state: Paper['state'], more: Partial<Paper> = {}): Paper => ({ id, kind, title, state, sent: ago(60), ...more })
const started = (r: Ring): DeskCall => ({
  id: r.id, version: 1, state: 'talking', topic: r.topic, began: r.began, now: ago(0), room: 'made-up', me: 'lawyer-wang', people: [
    { identity: 'kiosk-1', role: 'citizen', name: '测试甲', here: true },
    { identity: 'lawyer-wang', role: 'lawyer', name: '王律师', licence: '15201201810123456', firm: '贵州样例律师事务所', here: true },
    { identity: 'guest-1', role: 'family', name: '家属', here: true },
  ],
  keys: null, papers: [
    paper('p1', 'guide', '老板不发工资怎么办', 'printed', { item: 'unpaid-wages' }), paper('p2', 'form', '劳动人事争议仲裁申请书', 'printing', { item: 'arbitration-application' }),
    paper('p3', 'sign', '咨询内容确认书', 'signed', { text: '我已了解…' }), paper('p4', 'summary', '咨询小结', 'failed', { text: '一、…', detail: '打印机缺纸' }),
  ],
  recording: { asked: false, on: false }, staff: false, citizen: { name: '测试甲', id: '11010119900307053X', phone: '13800000000' }, region: r.region, centre: r.centre,
  kiosk: r.kiosk, lang: r.lang, speech: r.speech, elder: r.elder, notes: '来访人在某工地做工三个月，包工头拖欠工资约 18,000 元。\n有微信聊天记录和考勤照片，没有书面合同。', lawyer: '王律师', answered: ago(187),
})

const task = (id: string, kind: Task['kind'], due: number, more: Partial<Task> = {}): Task => ({
  id, kind, number: '482109375516', topic: 'unpaid-wages', region: '520103', created: ago(86400), due: ahead(due), overdue: due < 0, lawyer: '', state: 'open', has_voice: false, ...more,
})
const tasks: Task[] = [
  task('t1', 'callback', 7200, { lawyer: '王律师', mine: true }), task('t2', 'callback', -5400, { topic: 'divorce', region: '520122' }), task('t3', 'callback', 86400, { topic: 'work-injury', region: '520181', lawyer: '李律师' }),
  task('t4', 'message', 90000, { has_voice: true, voices: 1 }), task('t5', 'booking', 4000), task('t6', 'rating', 200000, { grade: 2 }),
]
const themes = [
  ['unpaid-wages', '老板不发工资', 'My boss has not paid me'], ['work-injury', '干活受伤了', 'I was injured at work'], ['divorce', '想离婚', 'I want a divorce'],
  ['traffic-accident', '被车撞了', 'I was in a road accident'], ['private-loan', '借钱不还', 'Money I lent is not repaid'], ['inheritance', '分遗产', 'Dividing an estate'],
  ['land', '土地和宅基地', 'Land and homestead'], ['domestic-violence', '家里有人打人', 'Violence at home'],
] as const
const regions = [['520102', '南明区', 'Nanming'], ['520103', '云岩区', 'Yunyan'], ['520111', '花溪区', 'Huaxi'], ['520122', '息烽县', 'Xifeng'], ['520181', '清镇市', 'Qingzhen']] as const
const library = {
  themes: themes.map(([id, zh, en]) => ({ id, say: text(zh, en), guides: [id], forms: id === 'unpaid-wages' ? ['arbitration-application', 'legal-aid-application'] : ['legal-aid-application'] })),
  guides: themes.map(([id, zh, en]) => ({ id, theme: id, title: text(`${zh}怎么办`, en), summary: text('先留证据，再投诉或仲裁。', 'Keep evidence first.') })),
  forms: [{ id: 'arbitration-application', title: text('劳动人事争议仲裁申请书', 'Application for labour arbitration'), purpose: text('申请劳动仲裁', 'Ask for arbitration') }, { id: 'legal-aid-application', title: text('法律援助申请表', 'Application for legal aid'), purpose: text('申请免费律师', 'Ask for a free lawyer') }],
  regions: regions.map(([code, zh, en]) => ({ code, name: text(zh, en) })),
}
const guide = (id: string): unknown => ({ id, title: `${themes.find(([x]) => x === id)?.[1] ?? id}怎么办`, summary: '没签合同也能要回工资。先留好证据，再去投诉或申请仲裁。', deadlines: [{ what: '申请劳动仲裁', within: '1年', from: '从离职那天算起', basis: '劳动争议调解仲裁法 第27条' }], sections: [{ key: 'keep', title: '要留的证据', blocks: [{ kind: 'ul', items: [[{ t: '工资条、转账记录' }], [{ t: '考勤、' }, { t: '工作证', b: true }]] }] }, { key: 'where', title: '去哪里', blocks: [{ kind: 'p', items: [[{ t: '区劳动监察大队，或劳动争议仲裁委员会。' }]] }] }] })
const field = (id: string, zh: string, type: string, more: object = {}): object => ({ id, label: text(zh, id), help: text('', ''), type, required: false, ...more })
const form = (id: string): unknown => ({ id, title: text('劳动人事争议仲裁申请书', 'Application'), purpose: text('', ''), parts: [{ title: text('申请人', 'Applicant'), fields: [field('name', '姓名', 'name', { card: 'name', required: true }), field('idnumber', '身份证号', 'idnumber', { card: 'id' }), field('phone', '电话', 'phone')] }, { title: text('请求', 'Claim'), fields: [field('amount', '拖欠工资数额(元)', 'money'), field('kind', '用工方式', 'choice', { options: [text('口头约定', 'Oral'), text('书面合同', 'Written')] }), field('facts', '事实和理由', 'area')] }] })
const templates = [{ id: 'wages', name: text('欠薪：下一步', 'Wages: next steps'), text: text('一、带工资条、考勤到区劳动监察大队投诉；\n二、一年内可申请劳动仲裁。', '1. Go to the labour inspectorate.') }]
const colleagues = [
  { name: 'li', display: '李律师', firm: '样例法律援助中心', duty: 'on', in_call: false, speaks: ['mandarin', 'miao'], skills: ['divorce', 'inheritance'] }, { name: 'zhao', display: '赵律师', firm: '样例律师事务所', duty: 'on', in_call: true, speaks: ['mandarin', 'guizhou', 'buyi'], skills: ['land'] },
  { name: 'qian', display: '钱律师', firm: '样例律师事务所', duty: 'away', in_call: false, speaks: ['mandarin'], skills: ['private-loan'] },
]
const lawyers = [{ user: 'wang', display: '王律师', firm: '贵州样例律师事务所', regions: ['520103', '520102'], skills: ['unpaid-wages', 'work-injury'], speaks: ['mandarin', 'guizhou'], role: 'lawyer' }, ...colleagues.map((c) => ({ user: c.name, display: c.display, firm: c.firm, regions: ['520103'], skills: c.skills, speaks: c.speaks, role: c.name === 'li' ? 'lead' : 'lawyer' }))]
const sums = (calls: number, answered: number): object => ({ calls, answered, abandoned: 2, unanswered: calls - answered - 2, booked: 3, messages: 2, lost: 1, median_wait_s: 21, p95_wait_s: 96, answer_rate: calls ? answered / calls : -1 })
const figures = { ...sums(64, 55), by_region: regions.map(([region], i) => ({ region, hour: 0, ...sums([22, 18, 12, 8, 4][i]!, [20, 17, 10, 5, 2][i]!) })), by_hour: [8, 9, 10, 11, 12, 13, 14, 15, 16, 17].map((hour, i) => ({ hour, ...sums([2, 9, 12, 8, 3, 4, 10, 9, 5, 2][i]!, [2, 8, 11, 7, 1, 3, 9, 8, 4, 2][i]!) })), steps: { own: 64, city: 19, neighbours: 7, book: 3, message: 2 }, ratings: { n: 41, by_grade: { 5: 29, 4: 8, 3: 2, 2: 1, 1: 1 } } }
const team = lawyers.map((l, i) => ({ user: l.user, display: l.display, rung: 40 - i * 7, answered: 36 - i * 9, declined: 1, missed: 3 + i, answer_rate: (36 - i * 9) / (40 - i * 7), median_answer_s: 6 + i * 3, talk_s: 16000 - i * 2500 }))
const guest = { id: 'r1', version: 1, state: 'talking', topic: 'unpaid-wages', began, now: ago(0), me: 'guest-1', people: [{ identity: 'lawyer-wang', role: 'lawyer', name: '王律师', licence: '15201201810123456', firm: '贵州样例律师事务所', here: true }, { identity: 'guest-1', role: 'family', name: '家属', here: true }], papers: [], recording: { asked: false, on: false }, staff: false, centre: yunyan }

function desk(name: string, role: string): Desk {
  return { now: ago(0), me: { name, display: '王律师', licence: '15201201810123456', firm: '贵州样例律师事务所', regions: ['520103'], skills: ['unpaid-wages'], speaks: ['mandarin', 'guizhou'], role: role as Desk['me']['role'], duty: { state: duty, since: ago(600) } }, rings: call ? rings.filter((r) => r.id !== call!.id) : duty === 'away' ? [] : rings, calls: call ? [call] : [], tasks: { callbacks: 3, messages: 1, bookings: 1, ratings: 1 } }
}

/** Answers what the desk asks; null is for the rest of the fleet. */
export function answerDesk(method: string, path: string, body: Record<string, unknown>, name: string, role: string): { status: number; body?: unknown } | null {
  const ok = (b?: unknown): { status: number; body?: unknown } => ({ status: b === undefined ? 204 : 200, body: b })
  const [, , what, sub, id, act] = path.split('/')
  if (what === 'join') return ok(guest)
  if (what === 'guest') return sub === 'token' ? { status: 503, body: { status: 503, detail: '' } } : sub === 'leave' ? ok() : ok(guest)
  if (what === 'content') return sub === 'library' ? ok(library) : sub === 'guides' ? ok(guide(id ?? '')) : sub === 'forms' ? ok(form(id ?? '')) : null
  if (what === 'roster') return method === 'PUT' ? ((shifts = body.shifts as Shift[]), ok({ lawyers, shifts })) : ok({ lawyers, shifts, exceptions: [] })
  if (what === 'meetings') return ok(sub === 'now' ? { now: ago(0), waiting: 3, talking: 6, on_duty: 14, busy: 3, unanswered_today: 4, regions: [{ code: '520103', waiting: 1, longest_wait_s: 43, talking: 4, on_duty: 5 }, { code: '520122', waiting: 2, longest_wait_s: 72, talking: 0, on_duty: 0 }] } : sub === 'figures' ? figures : team)
  if (what !== 'desk') return null
  if (!sub) return ok(desk(name, role))
  if (sub === 'duty') return (duty = body.state as DutyState), ok()
  if (sub === 'here') return ok()
  if (sub === 'templates') return ok(templates)
  if (sub === 'colleagues') return ok(colleagues)
  if (sub === 'tasks' && !id) return ok({ items: tasks })
  if (sub === 'tasks') return act ? ok(tasks[0]) : ok({ ...tasks.find((x) => x.id === id), name: '测试甲', phone: '13800000000', text: '我在工地干了三个月，老板一直拖着工资不给，请问我要先去哪里？' })
  if (sub !== 'calls') return null
  if (act === 'answer') return (call = started(rings.find((r) => r.id === id) ?? rings[0]!)), ok(call)
  if (!call) return { status: 409, body: { status: 409, code: 'call.over', detail: '' } }
  call = { ...call, version: call.version + 1, now: ago(0) }
  if (act === 'notes') call.notes = String(body.text)
  if (act === 'papers') call.papers = [...call.papers, paper(`p${call.version}`, body.kind as Paper['kind'], String(body.title), 'sent', { item: String(body.item), text: String(body.text) })]
  if (act === 'recording') call.recording = body.on ? { asked: true, on: false } : { asked: false, on: false }
  if (act === 'invite') return ok(body.user ? {} : { code: '48213907', link: '/join/aB3dE6gH9kL2', expires: ahead(900) })
  if (act === 'token') return { status: 503, body: { status: 503, detail: '' } }
  if (act === 'remove') call.people = call.people.filter((p) => p.identity !== body.identity)
  if (act === 'finish' || act === 'transfer') {
    const ended = { ...call, state: 'ended' as const }
    call = null
    return ok(ended)
  }
  return act === 'here' ? ok() : ok(call)
}

