import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { kinds, wording } from '@/events/wording'
import { texts } from './texts'

const zh = { say: texts('zh-CN'), locale: 'zh-CN' }
const en = { say: texts('en'), locale: 'en' }

test('every kind of the wire contract is put into words', () => {
  const contract = readFileSync('../wire/records.go', 'utf8')
  const named = [...contract.matchAll(/^\tKind\w+\s+Kind = "([a-z.]+)"/gm)].map((m) => m[1]!)
  expect(named.length).toBeGreaterThan(5)
  expect([...kinds].sort()).toEqual(named.sort())
})

interface Case {
  kind: string
  data: object
  zh: string
  en: string
  tone: string
  more?: string
}

const cases: Case[] = [
  { kind: 'agent.started', data: { agent: '1.2', clean: true }, zh: '终端程序启动，版本 1.2', en: 'Agent 1.2 started', tone: 'plain' },
  {
    kind: 'agent.started', data: { agent: '1.2', clean: false }, tone: 'warn',
    zh: '终端程序启动，版本 1.2；上次是异常中断（断电或崩溃）', en: 'Agent 1.2 started; the run before broke off (power cut or crash)',
  },
  { kind: 'visit.began', data: { lang: 'zh-CN' }, zh: '有人开始使用（中文）', en: 'Somebody began a visit (Chinese)', tone: 'plain' },
  {
    kind: 'visit.ended', data: { how: 'timeout', seconds: 212, guides: 3, prints: 1, card: true, elder: true }, tone: 'plain',
    zh: '办事结束：无操作超时，用时 3分钟 32秒', en: 'Visit ended by time-out after 3 min 32 sec',
    more: 'guides viewed: 3, prints: 1 · ID card read · large text used',
  },
  { kind: 'meeting.began', data: { topic: 'divorce' }, zh: '请求视频咨询：divorce', en: 'Asked for a lawyer by video: divorce', tone: 'plain' },
  {
    kind: 'meeting.ended', data: { how: 'finished', wait_s: 21, talk_s: 605, papers: 2, printed: 1, signed: 1 }, tone: 'plain',
    zh: '视频咨询结束：律师办结', en: 'Video call ended: finished by the lawyer', more: 'waited 21 sec · talked 10 min 5 sec · 2 papers sent, 1 printed, 1 signed',
  },
  { kind: 'meeting.ended', data: { how: 'no-answer', wait_s: 180 }, zh: '视频咨询结束：无人接听', en: 'Video call ended: nobody answered', tone: 'warn' },
  { kind: 'guide.viewed', data: { guide: 'wages', via: 'search' }, zh: '打开指南 wages（搜索）', en: 'Guide wages opened (from search)', tone: 'plain' },
  {
    kind: 'print.ended', data: { item: 'wages', outcome: 'printed', pages: 2, copies: 1, millis: 8400 }, tone: 'good',
    zh: '打印成功：wages，2 面', en: 'Printed wages: 2 sides', more: 'took 8.4 sec',
  },
  {
    kind: 'print.ended', data: { item: 'wages', outcome: 'printed', pages: 4, copies: 2, millis: 900 }, tone: 'good',
    zh: '打印成功：wages，2 份，共 4 面', en: 'Printed wages: 2 copies, 4 sides in all',
  },
  {
    kind: 'print.ended', data: { item: 'wages', outcome: 'failed', reason: 'media-jam-error', pages: 0, copies: 1, millis: 0 }, tone: 'bad',
    zh: '打印失败：wages', en: 'Print failed: wages', more: 'reason: paper jam · took 0 ms',
  },
  { kind: 'print.ended', data: { item: 'wages', outcome: 'canceled' }, zh: '打印取消：wages', en: 'Print canceled: wages', tone: 'plain' },
  { kind: 'print.ended', data: { item: 'wages', outcome: 'odd' }, zh: '打印结果不明：wages', en: 'Outcome of a print unknown: wages', tone: 'warn' },
  { kind: 'card.read', data: { outcome: 'read', millis: 640 }, zh: '读取身份证成功', en: 'ID card read', tone: 'good', more: 'took 640 ms' },
  { kind: 'card.read', data: { outcome: 'failed' }, zh: '读取身份证失败', en: 'ID card could not be read', tone: 'warn' },
  { kind: 'card.read', data: { outcome: 'refused' }, zh: '群众不同意读证', en: 'The visitor declined to have the card read', tone: 'plain' },
  { kind: 'card.read', data: { outcome: 'timeout' }, zh: '等待放卡超时', en: 'No card was put on the reader in time', tone: 'plain' },
  { kind: 'card.read', data: { outcome: 'canceled' }, zh: '群众中途取消了读证', en: 'The visitor cancelled the card reading', tone: 'plain' },
  {
    kind: 'device.changed', tone: 'bad', zh: '打印机：需要现场处理', en: 'Printer: Needs a person on site',
    data: { class: 'printer', state: 'userError', reasons: ['media-empty-error'], supplies: [{ kind: 'paper', name: 'tray-1', level: 'out' }] },
    more: 'out of paper · Paper Empty',
  },
  {
    kind: 'device.changed', tone: 'bad', zh: '打印机：纸 用尽', en: 'Printer: Paper Empty', more: '',
    data: { class: 'printer', state: 'online', supplies: [{ kind: 'paper', name: 'tray-1', level: 'out' }] },
  },
  { kind: 'device.changed', data: { class: 'idcard', state: 'online' }, zh: '身份证读卡器：正常', en: 'ID card reader: Ready', tone: 'good' },
  { kind: 'device.changed', data: { class: 'lamp', state: 'glowing' }, zh: '设备 lamp：状态 glowing', en: 'Device lamp: State glowing', tone: 'bad' },
  { kind: 'content.pack', data: { version: '7', outcome: 'active' }, zh: '启用内容包 7', en: 'Content pack 7 in use', tone: 'plain' },
  { kind: 'content.pack', data: { version: '7', outcome: 'refused', reason: 'signature' }, zh: '拒绝内容包 7', en: 'Content pack 7 refused', tone: 'bad', more: 'signature' },
  {
    kind: 'outbox.damaged', data: { kept: 120, lost: -1, detail: 'page 7' }, tone: 'bad', more: 'page 7',
    zh: '本地记录文件受损，保住 120 条，丢失数量不明', en: 'Local record file damaged: 120 kept, an unknown number lost',
  },
  { kind: 'command.done', data: { id: 'c1', outcome: 'done' }, zh: '远程操作完成：打印测试页', en: 'Remote action done: Print a test page', tone: 'good' },
  { kind: 'command.done', data: { id: 'abcdefghijk', outcome: 'expired' }, zh: '远程操作已过期，未执行：abcdefgh', en: 'Remote action expired, not done: abcdefgh', tone: 'warn' },
]

describe('wording', () => {
  const kindOf = (id: string): string => (id === 'c1' ? 'print.test' : '')
  test.each(cases)('$kind: $en', (c) => {
    expect(wording(c.kind, c.data, zh, kindOf).text).toBe(c.zh)
    const w = wording(c.kind, c.data, en, kindOf)
    expect(w.text).toBe(c.en)
    expect(w.tone).toBe(c.tone)
    if (c.more !== undefined) expect(w.more).toBe(c.more)
  })

  test('an unknown kind is shown by its name', () => {
    expect(wording('future.kind', { a: 1 }, en).text).toBe('Record future.kind')
  })

  test.each(kinds.map((k) => [k]))('%s with a body of nothing or of nonsense still gives a sentence', (kind) => {
    for (const body of [null, undefined, 7, 'text', [], {}, { outcome: 7, supplies: null, reasons: null }]) {
      expect(wording(kind, body, zh).text).not.toBe('')
    }
  })
})

test('a guide and a form are told by their title where it is known', () => {
  const named = { ...zh, title: (id: string) => (id === 'wages' ? '工资被拖欠怎么办' : '') }
  expect(wording('guide.viewed', { guide: 'wages', via: 'search' }, named).text).toBe('打开指南 工资被拖欠怎么办（搜索）')
  expect(wording('print.ended', { item: 'wages', outcome: 'canceled' }, named).text).toBe('打印取消：工资被拖欠怎么办')
  expect(wording('print.ended', { item: 'gone', outcome: 'canceled' }, named).text).toBe('打印取消：gone')
})
