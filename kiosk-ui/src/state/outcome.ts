import type { Progress } from '../api/types'
import { stopReason } from './printer'

type Say = (key: string, params?: Record<string, unknown>) => string

// outcomeText says what became of a print in whole sentences, and never more
// than the printer told.
export function outcomeText(p: Progress, t: Say): string {
  switch (p.state) {
    case 'stopped':
      return t(`reason.${stopReason(p.reasons)}`)
    case 'printed':
      return p.printed > 0 ? t('print.printedText', { n: p.printed }) : t('print.printedUnknown')
    case 'canceled':
      return p.printed > 0 ? t('print.canceledSome', { n: p.printed }) : p.printed === 0 ? t('print.canceledNone') : ''
    case 'failed':
      return [p.detail, t(p.kind === 'form' ? 'print.failedForm' : 'print.failedText')].filter(Boolean).join(' ')
    case 'unknown':
      return t('print.unknownText')
    default:
      return ''
  }
}
