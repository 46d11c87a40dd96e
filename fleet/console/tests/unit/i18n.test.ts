import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { wordKey } from '@/i18n'
import { en } from '@/i18n/en'
import { zh } from '@/i18n/zh-CN'

function flat(texts: object, before = ''): Map<string, string> {
  return new Map(
    Object.entries(texts).flatMap(([key, value]: [string, unknown]) =>
      typeof value === 'string' ? [[before + key, value] as [string, string]] : [...flat(value as object, `${before}${key}.`)],
    ),
  )
}
const [chinese, english] = [flat(zh), flat(en)]

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((f) => f.isFile() && /\.(vue|ts)$/.test(f.name) && !f.parentPath.endsWith('i18n'))
    .map((f) => join(f.parentPath, f.name))
}

describe('texts', () => {
  test('both languages have the same keys', () => {
    expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort())
  })

  test('both languages of a text have the same places to fill in', () => {
    const places = (t: string): string[] => [...new Set(t.match(/\{\w+\}/g) ?? [])].sort()
    for (const [key, text] of chinese) expect([key, ...places(english.get(key) ?? '')]).toEqual([key, ...places(text)])
  })

  test('no key holds a dot, and no text has half-width punctuation after a Chinese character', () => {
    for (const group of [zh, en]) {
      for (const words of Object.values(group)) for (const key of Object.keys(words)) expect(key).not.toContain('.')
    }
    for (const [key, text] of chinese) expect([key, /[一-鿿][,:;?(]/.test(text)]).toEqual([key, false])
  })

  test('every key that a page names has a text', () => {
    for (const file of sources('src')) {
      const text = readFileSync(file, 'utf8')
      for (const [, key] of text.matchAll(/\b(?:t|say)\(\s*'([\w.-]+)'/g)) expect([file, key, chinese.has(key!)]).toEqual([file, key, true])
    }
  })

  test('no page holds a text of its own', () => {
    for (const file of sources('src')) {
      const text = readFileSync(file, 'utf8').replace(/\/\/.*|\/\*[\s\S]*?\*\//g, '')
      expect([file, text.match(/[一-鿿]+/)?.[0]]).toEqual([file, file.endsWith('i18n/index.ts') ? '中文' : undefined])
    }
  })

  test('every word that a page puts together has a text', () => {
    const groups: Record<string, string[]> = {
      duty: ['on', 'busy', 'away'], speech: ['mandarin', 'guizhou', 'miao', 'buyi', 'en'], step: ['own', 'city', 'neighbours', 'book', 'message'],
      party: ['citizen', 'party', 'lawyer', 'mediator', 'interpreter', 'family'], outcome: ['advice', 'legal-aid', 'mediation', 'arbitration', 'court', 'other'],
      cameraTrouble: ['busy', 'missing', 'denied', 'failed'], microphoneTrouble: ['busy', 'missing', 'denied', 'failed'],
      paperKind: ['guide', 'form', 'summary', 'sign'], paperState: ['sent', 'printing', 'printed', 'failed', 'signed', 'declined'],
      tasks: ['callback', 'message', 'booking', 'rating', 'callbackNone', 'messageNone', 'bookingNone', 'ratingNone'],
      desk: ['invite', 'transfer', 'busyTitle', 'busyText', 'awayTitle', 'awayText', 'onHint', 'busyHint', 'awayHint'],
      call: ['about', 'library', 'write', 'people', ...['asked', 'starting', 'on', 'refused', 'failed', 'off'].map((x) => `record-${x}`)],
      invite: ['familyHint', 'partyHint', 'interpreterHint', 'mediatorHint'], transfer: ['own', 'city'], notes: ['saved', 'typing', 'saving', 'failed'],
      what: ['meeting-answer-rate', 'meeting-wait', 'meeting-rooms', 'camera-busy', 'camera-missing', 'camera-denied', 'microphone-busy', 'microphone-missing', 'microphone-denied', 'turn-unreachable', 'light-offline', 'staff-called'],
      role: ['operator', 'viewer', 'lawyer', 'lead'], grade: ['1', '2', '3', '4', '5'], weekday: ['1', '2', '3', '4', '5', '6', '7'],
    }
    for (const [group, words] of Object.entries(groups)) for (const word of words) expect([`${group}.${word}`, chinese.has(`${group}.${word}`)]).toEqual([`${group}.${word}`, true])
  })

  test('a word without a text falls back to that of its group', () => {
    expect(wordKey('what', 'printer.paper')).toBe('what.printer-paper')
    expect(wordKey('what', 'toaster.fire')).toBe('what.other')
    expect(wordKey('how', '')).toBe('how.other')
  })
})
