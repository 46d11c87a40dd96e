import { formCalls } from '../forms/api'
import { meetingCalls } from '../meeting/api'
import { civicCalls } from '../civic/api'
import { planCalls } from '../plan/api'
import type { VoiceAsk } from '../voice/types'
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

const answerWithin = 10_000 // ms; the daemon is on this machine, the fleet behind it may be slow

export function createClient(deps: ClientDeps) {
  const call = <T>(method: string, path: string, body?: unknown) =>
    request<T>(method, path, body === undefined ? undefined : JSON.stringify(body), 'application/json')

  async function request<T>(method: string, path: string, body: BodyInit | undefined, type: string, token?: string | null): Promise<T> {
    const text = await (await answered(method, path, body, type, undefined, token)).text()
    return (text === '' ? undefined : JSON.parse(text)) as T
  }

  async function answered(method: string, path: string, body: BodyInit | undefined, type: string, until?: AbortSignal, token = deps.token()): Promise<Response> {
    const headers: Record<string, string> = { 'Accept-Language': deps.lang() }
    if (token !== null) headers['X-Visit'] = token
    if (body !== undefined) headers['Content-Type'] = type
    let answer: Response
    try {
      answer = await deps.fetch(path, { method, headers, body, cache: 'no-store', signal: AbortSignal.any([AbortSignal.timeout(answerWithin), ...(until ? [until] : [])]) })
    } catch {
      throw new Unreachable()
    }
    if (answer.ok) return answer
    const problem = (await answer.json().catch(() => ({}))) as { code?: string; detail?: string }
    // A late answer to the visit before says nothing of the one that runs.
    if (problem.code === 'visit.over' && token === deps.token()) deps.onVisitOver()
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
    // The page forgets the visit at once, so its token is taken before what is waited for.
    end: (first: Promise<unknown> = Promise.resolve()) => {
      const token = deps.token()
      return first.then(undefined, () => undefined).then(() => request<void>('DELETE', '/api/visits/current', undefined, '', token))
    },
    print: async (request: PrintRequest) => (await call<{ job: Progress }>('POST', '/api/prints', request)).job,
    job: (job: string) => call<Progress>('GET', `/api/prints/${part(job)}`),
    cancelJob: (job: string) => call<Progress>('POST', `/api/prints/${part(job)}/cancel`, {}),
    continueJob: (job: string) => call<Progress>('POST', `/api/prints/${part(job)}/continue`, {}),
    consent: (accepted: boolean) => call<unknown>('POST', '/api/card/consent', { accepted }),
    readCard: () => call<unknown>('POST', '/api/card/read', {}),
    stopReading: () => call<void>('DELETE', '/api/card/read'),
    meeting: meetingCalls(call, (path, body) => request('POST', path, body, body.type)),
    plan: planCalls(call),
    voice: async (ask: VoiceAsk, signal: AbortSignal) =>
      (await answered('POST', '/api/voice', JSON.stringify(ask), 'application/json', signal)).blob(),
    forms: formCalls(call, async (method, path, body) => (await answered(method, path, JSON.stringify(body), 'application/json')).arrayBuffer()),
    civic: civicCalls(call),
    cardFields: () => call<CardFields>('GET', '/api/card/fields'),
  }
}

export type Client = ReturnType<typeof createClient>
