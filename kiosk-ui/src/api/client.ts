import type {
  CardFields,
  Content,
  Form,
  Guide,
  Lang,
  NewVisit,
  PrintRequest,
  Progress,
  SearchDoc,
  Settings,
  Terminal,
} from './types'

// Problem is a refusal of the daemon (RFC 9457). Its detail is a sentence for
// people, in the language that was asked for.
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
  ) {
    super(detail)
    this.name = 'Problem'
  }
}

// Unreachable means that the daemon did not answer at all.
export class Unreachable extends Error {
  constructor() {
    super('the daemon did not answer')
    this.name = 'Unreachable'
  }
}

export interface ClientDeps {
  fetch: typeof fetch
  lang: () => Lang
  token: () => string | null
  onVisitOver: () => void // a call was refused because the visit has ended
}

const answerWithin = 10_000 // ms; the daemon is on this machine

export function createClient(deps: ClientDeps) {
  async function call<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers: Record<string, string> = { 'Accept-Language': deps.lang() }
    const token = deps.token()
    if (token !== null) headers['X-Visit'] = token
    if (body !== undefined) headers['Content-Type'] = 'application/json'
    let answer: Response
    try {
      answer = await deps.fetch(path, {
        method,
        headers,
        body: body === undefined ? undefined : JSON.stringify(body),
        cache: 'no-store',
        signal: AbortSignal.timeout(answerWithin),
      })
    } catch {
      throw new Unreachable()
    }
    if (answer.ok) {
      const text = await answer.text()
      return (text === '' ? undefined : JSON.parse(text)) as T
    }
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string }
    if (problem.code === 'visit.over') deps.onVisitOver()
    throw new Problem(answer.status, problem.code ?? '', problem.detail ?? '')
  }
  const part = encodeURIComponent

  return {
    terminal: () => call<Terminal>('GET', '/api/terminal'),
    content: () => call<Content>('GET', '/api/content'),
    searchDocs: (lang: Lang) => call<SearchDoc[]>('GET', `/api/content/search?lang=${lang}`),
    guide: (id: string, lang: Lang, via: string) =>
      call<Guide>('GET', `/api/content/guides/${part(id)}?lang=${lang}&via=${part(via)}`),
    form: (id: string) => call<Form>('GET', `/api/content/forms/${part(id)}`),
    qrAddress: (id: string) => `/api/content/qr/${part(id)}.svg`,
    begin: (lang: Lang) => call<NewVisit>('POST', '/api/visits', { lang }),
    activity: () => call<void>('POST', '/api/visits/current/activity', {}),
    settings: (change: Partial<Settings>) => call<Settings>('PATCH', '/api/visits/current', change),
    end: () => call<void>('DELETE', '/api/visits/current'),
    print: async (request: PrintRequest) => (await call<{ job: Progress }>('POST', '/api/prints', request)).job,
    job: (job: string) => call<Progress>('GET', `/api/prints/${part(job)}`),
    cancelJob: (job: string) => call<Progress>('POST', `/api/prints/${part(job)}/cancel`, {}),
    continueJob: (job: string) => call<Progress>('POST', `/api/prints/${part(job)}/continue`, {}),
    consent: (accepted: boolean) => call<unknown>('POST', '/api/card/consent', { accepted }),
    readCard: () => call<unknown>('POST', '/api/card/read', {}),
    stopReading: () => call<void>('DELETE', '/api/card/read'),
    cardFields: () => call<CardFields>('GET', '/api/card/fields'),
  }
}

export type Client = ReturnType<typeof createClient>
