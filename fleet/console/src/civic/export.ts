import type { Opinion, OpinionText } from '@/api/civic'
import { inLocale, type Say } from '@/i18n'

/** A draft's figures, and what people wrote, as one table. */
export function opinionTable(o: Opinion, texts: readonly OpinionText[], say: Say, locale: string): (string | number)[][] {
  const rows: (string | number)[][] = [[say('opinions.title'), inLocale(o.title, locale)], [say('opinions.n'), o.n], []]
  for (const q of o.questions) {
    rows.push([inLocale(q.ask, locale), ''])
    for (const a of q.answers) rows.push([inLocale(a.say, locale), a.n])
    rows.push([])
  }
  for (const r of o.regions) rows.push([inLocale(r.name, locale), r.n])
  if (texts.length === 0) return rows
  rows.push([], [say('opinions.number'), say('opinions.day'), say('overview.region'), ...o.questions.map((q) => inLocale(q.ask, locale)), say('opinions.text')])
  for (const x of texts) {
    const answers = o.questions.map((q) => {
      const a = q.answers[(x.answers[q.id] ?? 0) - 1]
      return a ? inLocale(a.say, locale) : ''
    })
    rows.push([x.number, x.day, inLocale(x.region, locale), ...answers, x.opened ? x.text : say('opinions.sealed')])
  }
  return rows
}
