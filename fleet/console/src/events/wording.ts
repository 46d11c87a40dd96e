import { bytes, millis } from '@/format/number'
import { span } from '@/format/time'
import { wordKey, type Say } from '@/i18n'
import { deviceTrouble, reasonWords } from '@/kiosks/devices'
import type { Device } from '@/api/types'

/** How an event looks: plain, good, a warning or a fault. */
export type Tone = 'plain' | 'good' | 'warn' | 'bad'
export type Group = 'visits' | 'prints' | 'cards' | 'devices' | 'system'
export const groups: readonly Group[] = ['visits', 'prints', 'cards', 'devices', 'system']

/** An event in a person's words. */
export interface Wording {
  text: string
  more: string
  tone: Tone
  group: Group
}

export interface Words {
  say: Say
  locale: string
  /** What people call a guide or form; its id without this. */
  title?: (id: string) => string
}

type Body = Record<string, unknown>

const text = (v: unknown): string => (typeof v === 'string' ? v : '')
const number = (v: unknown): number => (typeof v === 'number' ? v : 0)

function word(w: Words, group: Parameters<typeof wordKey>[0], name: unknown): string {
  return w.say(wordKey(group, text(name)), { name: text(name) })
}

const titleOf = (w: Words, id: string): string => w.title?.(id) || id

type Write = (d: Body, w: Words) => Wording

const started: Write = (d, { say }) => {
  const clean = d.clean === true
  return {
    text: say(clean ? 'event.agent-started' : 'event.agent-started-unclean', { agent: text(d.agent) }),
    more: '',
    tone: clean ? 'plain' : 'warn',
    group: 'system',
  }
}

const visitBegan: Write = (d, w) => ({
  text: w.say('event.visit-began', { lang: word(w, 'lang', d.lang) }),
  more: '',
  tone: 'plain',
  group: 'visits',
})

const visitEnded: Write = (d, w) => {
  const { say } = w
  const more = [say('event.visit-ended-sum', { guides: number(d.guides), prints: number(d.prints) })]
  if (d.card === true) more.push(say('event.visit-ended-card'))
  for (const mode of ['elder', 'contrast', 'lowered']) if (d[mode] === true) more.push(say(`event.visit-ended-${mode}`))
  return {
    text: say('event.visit-ended', { how: word(w, 'how', d.how), time: span(number(d.seconds), w.locale) }),
    more: more.join(' · '),
    tone: d.how === 'restart' ? 'warn' : 'plain',
    group: 'visits',
  }
}

const guideViewed: Write = (d, w) => ({
  text: w.say('event.guide-viewed', { guide: titleOf(w, text(d.guide)), via: word(w, 'via', d.via) }),
  more: '',
  tone: 'plain',
  group: 'visits',
})

const meetingBegan: Write = (d, w) => ({
  text: w.say(d.joined === true ? 'event.meeting-joined' : 'event.meeting-began', { topic: titleOf(w, text(d.topic)) || w.say('app.none') }),
  more: '',
  tone: 'plain',
  group: 'visits',
})

const opinionGiven: Write = (d, w) => ({ text: w.say('event.opinion-given', { opinion: text(d.opinion) }), more: '', tone: 'plain', group: 'visits' })

const serviceRated: Write = (_, w) => ({ text: w.say('event.service-rated'), more: '', tone: 'plain', group: 'visits' })

const badEnds = ['no-answer', 'vanished', 'lost', 'abandoned']

const meetingEnded: Write = (d, w) => {
  const { say } = w
  const talked = number(d.talk_s)
  const more = [say('event.meeting-wait', { time: span(number(d.wait_s), w.locale) })]
  if (talked > 0) more.push(say('event.meeting-talk', { time: span(talked, w.locale) }))
  if (number(d.papers) > 0) more.push(say('event.meeting-papers', { n: number(d.papers), printed: number(d.printed), signed: number(d.signed) }))
  return {
    text: say('event.meeting-ended', { how: word(w, 'callHow', d.how) }),
    more: more.join(' · '),
    tone: badEnds.includes(text(d.how)) ? 'warn' : 'plain',
    group: 'visits',
  }
}

const printTones: Record<string, Tone> = { printed: 'good', canceled: 'plain', failed: 'bad', unknown: 'warn' }

const printEnded: Write = (d, w) => {
  const { say } = w
  const outcome = text(d.outcome)
  const copies = number(d.copies)
  const known = Object.hasOwn(printTones, outcome) ? outcome : 'unknown'
  const key = known === 'printed' && copies > 1 ? 'event.print-printed-copies' : `event.print-${known}`
  const more = [say('event.print-time', { time: millis(number(d.millis), w.locale) })]
  const reason = text(d.reason)
  if (reason) more.unshift(say('event.print-reason', { reason: reasonWords([reason], say) }))
  return {
    text: say(key, { item: titleOf(w, text(d.item)), pages: number(d.pages), copies }),
    more: more.join(' · '),
    tone: printTones[known] ?? 'warn',
    group: 'prints',
  }
}

const cardTones: Record<string, Tone> = { read: 'good', failed: 'warn', refused: 'plain', timeout: 'plain', canceled: 'plain' }

const cardRead: Write = (d, w) => {
  const outcome = Object.hasOwn(cardTones, text(d.outcome)) ? text(d.outcome) : 'failed'
  return {
    text: w.say(`event.card-${outcome}`),
    more: outcome === 'read' ? w.say('event.card-time', { time: millis(number(d.millis), w.locale) }) : '',
    tone: cardTones[outcome] ?? 'plain',
    group: 'cards',
  }
}

const deviceChanged: Write = (d, w) => {
  const device = d as unknown as Device
  const reasons = reasonWords(device.reasons ?? [], w.say)
  const supplies = (device.supplies ?? []).filter((s) => s.level === 'low' || s.level === 'out' || s.level === 'jammed')
  const more = supplies.map((s) => `${w.say(wordKey('supply', s.kind), { name: s.name || s.kind })} ${word(w, 'level', s.level)}`)
  if (reasons) more.unshift(reasons)
  if (device.detail) more.push(device.detail)
  const usable = device.state === 'online' || device.state === 'deviceBusy'
  const out = supplies.some((s) => s.level !== 'low')
  return {
    text: w.say('event.device-changed', {
      device: w.say(wordKey('device', text(device.class)), { name: text(device.class) }),
      // A device that works but lacks what it needs is told by what it lacks.
      state: usable && out ? deviceTrouble(device, w.say) : word(w, 'deviceState', device.state),
    }),
    more: usable && out ? (device.detail ?? '') : more.join(' · '),
    tone: !usable || out ? (device.state === 'starting' ? 'warn' : 'bad') : supplies.length > 0 ? 'warn' : 'good',
    group: 'devices',
  }
}

const contentPack: Write = (d, { say }) => {
  const refused = d.outcome === 'refused'
  return {
    text: say(refused ? 'event.content-refused' : 'event.content-active', { version: text(d.version) }),
    more: text(d.reason),
    tone: refused ? 'bad' : 'plain',
    group: 'system',
  }
}

const outboxDamaged: Write = (d, { say }) => {
  const lost = number(d.lost)
  return {
    text: say('event.outbox-damaged', {
      kept: number(d.kept),
      lost: lost < 0 ? say('event.outbox-lostUnknown') : say('event.outbox-lost', { n: lost }),
    }),
    more: text(d.detail),
    tone: 'bad',
    group: 'system',
  }
}

const commandTones: Record<string, Tone> = { done: 'good', failed: 'bad', expired: 'warn', unknown: 'warn' }

/** What was ordered is not in the record itself: the caller looks the id up. */
const commandDone =
  (kindOf: (id: string) => string): Write =>
  (d, w) => {
    const outcome = Object.hasOwn(commandTones, text(d.outcome)) ? text(d.outcome) : 'unknown'
    const kind = kindOf(text(d.id))
    return {
      text: w.say(`event.command-${outcome}`, { what: kind ? word(w, 'command', kind) : text(d.id).slice(0, 8) }),
      more: text(d.detail),
      tone: commandTones[outcome] ?? 'plain',
      group: 'system',
    }
  }

const writers: Record<string, Write> = {
  'agent.started': started,
  'visit.began': visitBegan,
  'visit.ended': visitEnded,
  'meeting.began': meetingBegan,
  'meeting.ended': meetingEnded,
  'opinion.given': opinionGiven,
  'service.rated': serviceRated,
  'guide.viewed': guideViewed,
  'print.ended': printEnded,
  'card.read': cardRead,
  'device.changed': deviceChanged,
  'content.pack': contentPack,
  'outbox.damaged': outboxDamaged,
}

/** The kinds of wire version 1; a kind that is not among them is shown by its name. */
export const kinds: readonly string[] = [...Object.keys(writers), 'command.done']

/** Says in a person's words what a record of a kiosk tells. */
export function wording(kind: string, data: unknown, w: Words, kindOf: (id: string) => string = () => ''): Wording {
  const body: Body = typeof data === 'object' && data !== null ? (data as Body) : {}
  const write = kind === 'command.done' ? commandDone(kindOf) : writers[kind]
  if (write) return write(body, w)
  const size = bytes(JSON.stringify(data ?? null).length, w.locale)
  return { text: w.say('event.unknown', { kind }), more: size, tone: 'plain', group: 'system' }
}
