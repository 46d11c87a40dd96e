// The plans of the development mock: the real journeys, counted roughly. The
// daemon's counting is the Go packages content/period and content/amount.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { wayOf } from '../../src/plan/journey.ts'
import type { Opinion } from '../../src/civic/types'
import type { Amount, Counted, Journey, Package, Period, Plan, PlanDoc, Reckoned, Rules, Service } from '../../src/plan/types'

type Part = Plan & { period?: { period: string; start: string }[]; amount?: { amount: string; inputs: Record<string, string> }[]; forms?: string[]; guides?: string[]; services?: string[]; package?: string }
type RawJourney = Omit<Journey, 'questions'> & { question: (Journey['questions'][number] & { choice?: NonNullable<Journey['questions'][number]['choices']> })[]; plan: Part[]; basis: string[] }
type RawPeriod = Period & { length: number }

const root = join(import.meta.dirname, '../../../content')
const day = (ms: number) => new Date(ms).toISOString().slice(0, 10)

function toml<T>(file: string): T {
  const path = join(root, file)
  return (existsSync(path) ? parse(readFileSync(path, 'utf8')) : {}) as T
}
function folder<T>(name: string): (T & { id: string })[] {
  const path = join(root, name)
  return existsSync(path) ? readdirSync(path).filter((f) => f.endsWith('.toml')).map((f) => ({ ...toml<T>(`${name}/${f}`), id: f.replace('.toml', '') })) : []
}

export function createPlanMock() {
  const raw = folder<RawJourney>('journeys')
  const journeys: Journey[] = raw.map((j) => ({ ...j, questions: j.question.map((q) => ({ ...q, choices: q.choice })) }))
  const periods = toml<{ period?: RawPeriod[] }>('periods.toml').period ?? []
  const amounts = folder<Amount & { input: Amount['inputs']; line: { id: string; label: Amount['title']; total?: boolean }[] }>('amounts').map((a) => ({ ...a, inputs: a.input }))
  const services = toml<{ service?: Service[] }>('services.toml').service ?? []
  const opinions = (toml<{ opinion?: (Opinion & { question: Opinion['questions'] })[] }>('opinions.toml').opinion ?? []).map((o) => ({ ...o, questions: o.question, from: String(o.from).slice(0, 10), until: String(o.until).slice(0, 10) }))
  const packages = toml<{ package?: Package[] }>('packages.toml').package ?? []
  const today = () => day(Date.now() + 8 * 3600_000)

  function count(id: string, start: string | undefined): Counted {
    const period = periods.find((p) => p.id === id)!
    if (start === undefined || start === 'unknown') return { period, missing: period.event }
    const days = { day: 1, workday: 1.4, month: 30.5, year: 365.25, hour: 1 / 24 }[period.unit] ?? 1
    const last = day(Date.parse(start.slice(0, 10)) + Math.round(period.length * days) * 86_400_000)
    const left = Math.round((Date.parse(last) - Date.parse(today())) / 86_400_000)
    return {
      period, start, last: period.unit === 'hour' ? `${last}T16:30` : last,
      result: {
        left, state: left < 0 ? 'over' : left === 0 ? 'last-day' : 'running',
        steps: [{ zh: `从${start}的第二天开始算，一共${period.length}个单位。`, en: `Counted from the day after ${start}.` }, { zh: '最后一天碰上放假，顺延到上班那天。', en: 'A last day on a holiday moves to the next working day.' }],
        cautions: [{ zh: '要过钱、投诉过的，会重新开始算，请问律师。', en: 'Asking for the money starts it anew: ask a lawyer.' }],
      },
    }
  }
  function reckon(id: string, given: Record<string, unknown>): Reckoned {
    const amount = amounts.find((a) => a.id === id)!
    const missing = amount.inputs.filter((i) => given[i.id] === undefined)
    if (missing.length > 0) return { amount, given, missing }
    return { amount, given, lines: amount.line.map((l, i) => ({ id: l.id, label: l.label, value: 6000 * (i + 1) + 0.5 * (i % 2), total: l.total ?? false })) }
  }
  function make(id: string, answers: Record<string, string>): PlanDoc | null {
    const at = journeys.findIndex((j) => j.id === id)
    const journey = journeys[at]
    const plan = journey && raw[at]!.plan.find((p) => p.id === wayOf(journey, answers).plan)
    if (!journey || !plan) return null
    const use = (q: string) => (answers[q] === undefined || answers[q] === 'unknown' ? undefined : journey.questions.find((x) => x.id === q)?.kind === 'choice' ? answers[q] : Number(answers[q]))
    return {
      journey: id, theme: journey.theme, plan, today: today(), basis: raw[at]!.basis ?? [], guides: plan.guides ?? [], forms: plan.forms ?? [],
      periods: (plan.period ?? []).map((p) => count(p.period, answers[p.start])).sort((a, b) => (a.result?.left ?? 1e9) - (b.result?.left ?? 1e9)),
      amounts: (plan.amount ?? []).map((a) => reckon(a.amount, Object.fromEntries(Object.entries(a.inputs).map(([i, q]) => [i, use(q)]).filter(([, v]) => v !== undefined) as [string, unknown][]))),
      services: services.filter((s) => plan.services?.includes(s.id)), package: packages.find((p) => p.id === plan.package),
    }
  }

  function handle(method: string, parts: string[], body: Record<string, unknown>): [number, unknown] | null {
    const [a, b] = parts
    if (method === 'GET' && a === 'content' && b === 'rules') return [200, { today: today(), journeys, periods, amounts, services, opinions } satisfies Rules]
    if (method !== 'POST') return null
    if (a === 'plans') {
      const doc = make(String(body.journey), body.answers as Record<string, string>)
      return doc ? [200, doc] : [422, { code: 'plan.unanswered', detail: '' }]
    }
    if (a === 'periods') return [200, count(b ?? '', String(body.start))]
    if (a === 'amounts') return [200, reckon(b ?? '', body.given as Record<string, unknown>)]
    return null
  }
  return { handle }
}
