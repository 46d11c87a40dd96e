import { execFile } from 'node:child_process'
import { promisify } from 'node:util'
import type { Installation } from './installation.ts'

const call = promisify(execFile)

/** The text of a printed paper as poppler reads it back. */
export async function textOf(pdf: string): Promise<string> {
  return (await call('pdftotext', ['-layout', '-enc', 'UTF-8', pdf, '-'])).stdout
}

/** Text without the breaks that a page puts into it. */
export const flat = (text: string): string => text.normalize('NFKC').replace(/\s+/g, '')

/** Where each part begins, one after the other; -1 where one is missing or comes too early. */
export function order(text: string, parts: string[]): number[] {
  const whole = flat(text)
  let from = 0
  return parts.map((part) => {
    const at = whole.indexOf(flat(part), from)
    if (at >= 0) from = at
    return at
  })
}

/** What stands on the newest paper, without breaks; empty while there is none. */
export async function newest(site: Installation): Promise<string> {
  const paper = (await site.vterm.papers())[0]
  return paper === undefined ? '' : flat(await textOf(site.path('printed', paper.file)))
}
