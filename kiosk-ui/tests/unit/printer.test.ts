import { describe, expect, it } from 'vitest'
import type { JobState, PrinterStatus, Progress } from '../../src/api/types'
import { outcomeText } from '../../src/state/outcome'
import { printerWord, stopReason, type PrinterWord } from '../../src/state/printer'

function printer(change: Partial<PrinterStatus>): PrinterStatus {
  return { state: 'online', reasons: [], supplies: [], ready: true, ...change }
}

describe('printerWord', () => {
  it.each<[PrinterWord, Partial<PrinterStatus>]>([
    ['ready', {}],
    ['ready', { reasons: null, supplies: null }],
    ['paperLow', { supplies: [{ kind: 'paper', name: 't', level: 'low' }] }],
    ['tonerLow', { reasons: ['toner-low'] }],
    ['paperOut', { ready: false, reasons: ['media-empty'] }],
    ['paperOut', { ready: false, supplies: [{ kind: 'paper', name: 't', level: 'out' }] }],
    ['jam', { ready: false, reasons: ['media-empty', 'media-jam'] }],
    ['toner', { ready: false, reasons: ['marker-supply-empty'] }],
    ['cover', { ready: false, reasons: ['cover-open'] }],
    ['offline', { ready: false, state: 'offline' }],
  ])('%s', (word, change) => expect(printerWord(printer(change))).toBe(word))
})

describe('stopReason', () => {
  it('takes the first that people can do something about', () => {
    expect(stopReason(['x', 'media-jam'])).toBe('media-jam')
    expect(stopReason(['x'])).toBe('other')
    expect(stopReason(null)).toBe('other')
  })
})

describe('outcomeText', () => {
  const say = (key: string, params?: Record<string, unknown>) => (params ? `${key} ${JSON.stringify(params)}` : key)
  const job = (state: JobState, printed: number): Progress => ({
    job: 'j', kind: 'guide', item: 'g', title: '', copies: 1, pages: 2, printed, state, reasons: ['media-empty'], detail: '',
  })
  it.each<[JobState, number, string]>([
    ['printed', 2, 'print.printedText {"n":2}'],
    ['printed', -1, 'print.printedUnknown'],
    ['canceled', 0, 'print.canceledNone'],
    ['canceled', 1, 'print.canceledSome {"n":1}'],
    ['canceled', -1, ''],
    ['stopped', 1, 'reason.media-empty'],
    ['failed', 0, 'print.failedText'],
    ['unknown', -1, 'print.unknownText'],
    ['printing', 1, ''],
  ])('%s with %d sides', (state, printed, text) => expect(outcomeText(job(state, printed), say)).toBe(text))
})
