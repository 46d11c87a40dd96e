import type { Counted, Facts, PlanDoc, Reckoned, Rules } from './types'

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** What the daemon counts and reckons; it keeps nothing of it. */
export function planCalls(call: Call) {
  return {
    rules: () => call<Rules>('GET', '/api/content/rules'),
    make: (journey: string, answers: Record<string, string>) => call<PlanDoc>('POST', '/api/plans', { journey, answers }),
    count: (period: string, facts: Facts) => call<Counted>('POST', `/api/periods/${encodeURIComponent(period)}`, facts),
    reckon: (amount: string, given: Record<string, unknown>) => call<Reckoned>('POST', `/api/amounts/${encodeURIComponent(amount)}`, { given }),
  }
}
