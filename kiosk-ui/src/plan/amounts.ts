import type { AmountInput, Reckoned } from './types'

/** The figures of one sum as they are given, one after the other. */
export interface Asking {
  inputs: AmountInput[] // those that the journey did not answer
  given: Record<string, unknown>
}

export const askingOf = (reckoned: Reckoned): Asking => ({ inputs: reckoned.missing ?? [], given: { ...reckoned.given } })

/** The input that is asked for now; none once all are given. */
export const inputNow = (a: Asking): AmountInput | undefined => a.inputs.find((i) => !(i.id in a.given))

export const withAnswer = (a: Asking, id: string, value: unknown): Asking => ({ ...a, given: { ...a.given, [id]: value } })

// oneBack takes the last figure away, so that it is asked for again.
export function oneBack(a: Asking): Asking {
  const last = a.inputs.filter((i) => i.id in a.given).at(-1)
  if (last === undefined) return a
  const { [last.id]: _, ...given } = a.given
  return { ...a, given }
}

export interface Bounds {
  min?: number
  max?: number
}

/** What is wrong with a number that was typed: a word of plan.* and the limits. */
export function faultOfNumber(typed: string, { min = 0, max = 0 }: Bounds): { key: 'fault.number' | 'fault.less' | 'fault.more'; n: number } | null {
  const n = Number(typed)
  if (typed.trim() === '' || !Number.isFinite(n)) return { key: 'fault.number', n: 0 }
  if (n < min) return { key: 'fault.less', n: min }
  return max > 0 && n > max ? { key: 'fault.more', n: max } : null
}

// typedOn gives what stands in the display after a key: digits, one point, at
// most two places behind it and no more than a display holds.
export function typedOn(text: string, key: string): string {
  if (key === '.') return text.includes('.') ? text : `${text || '0'}.`
  const next = text === '0' ? key : text + key
  return /^\d{1,9}(\.\d{0,2})?$/.test(next) ? next : text
}

/** A sum with its thousands apart: 24,000 or 1,234.50. */
export const sayMoney = (n: number): string =>
  n.toLocaleString('zh-CN', { minimumFractionDigits: Number.isInteger(n) ? 0 : 2, maximumFractionDigits: 2 })
