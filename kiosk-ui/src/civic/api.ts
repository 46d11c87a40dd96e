import type { OpinionReceipt, OpinionState, RatedService } from './types'

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>

/** What citizens say of drafts and of the service. */
export function civicCalls(call: Call) {
  return {
    state: () => call<OpinionState>('GET', '/api/opinions'),
    give: (id: string, answers: Record<string, number>, text: string) =>
      call<OpinionReceipt>('POST', `/api/opinions/${encodeURIComponent(id)}`, { answers, text }),
    rate: (service: RatedService, item: string, grade: number, tags: string[]) => call<void>('POST', '/api/rating', { service, item, grade, tags }),
    rateLater: (service: RatedService, item: string) => call<{ ticket: string }>('POST', '/api/rating/later', { service, item }),
    rateLate: (ticket: string, grade: number, tags: string[]) => call<void>('POST', '/api/rating/late', { ticket, grade, tags }),
    skipRating: () => call<void>('POST', '/api/rating/skip', {}),
  }
}
