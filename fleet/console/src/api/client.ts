import { Problem, problemOf, unreachable } from './problem'
import type * as t from './types'

/** What follows the question mark; what is empty is left out. */
export type Query = Record<string, string | number | undefined | null>

let language = 'zh-CN'
let onSignedOut: () => void = () => {}

/** The language the server writes its error sentences in. */
export function speak(locale: string): void {
  language = locale
}

/** What to do when the server no longer knows the session. */
export function whenSignedOut(act: () => void): void {
  onSignedOut = act
}

export function address(path: string, query?: Query): string {
  const params = new URLSearchParams()
  for (const [key, value] of Object.entries(query ?? {})) {
    if (value !== undefined && value !== null && value !== '') params.set(key, String(value))
  }
  const text = params.toString()
  return text ? `${path}?${text}` : path
}

/** Doors that need no session: what they refuse does not end one. */
const signedOutAnyway = /^\/api\/(session|join|guest)\b/

/** How a document is asked for: when to stop, and whether the page asks by itself. */
export interface Ask {
  signal?: AbortSignal
  /** What nobody asked for does not keep an unattended session open. */
  background?: boolean
}

/** Asks the server; a fault is a Problem. */
export async function call<T>(method: string, path: string, body?: unknown, ask: Ask = {}): Promise<T> {
  let answer: Response
  try {
    answer = await fetch(path, {
      method,
      signal: ask.signal,
      headers: {
        Accept: 'application/json',
        'Accept-Language': language,
        ...(ask.background ? { 'X-Background': '1' } : {}),
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    })
  } catch (fault) {
    if (fault instanceof DOMException && fault.name === 'AbortError') throw fault
    throw new Problem(unreachable, '')
  }
  if (!answer.ok) {
    const problem = await problemOf(answer)
    if (answer.status === 401 && !signedOutAnyway.test(path)) onSignedOut()
    throw problem
  }
  if (answer.status === 204 || answer.status === 202) return undefined as T
  return (await answer.json()) as T
}

export const id = encodeURIComponent

export const api = {
  session: () => call<t.Session>('GET', '/api/session'),
  signIn: (name: string, password: string, code?: string) =>
    call<t.Session>('POST', '/api/session', { name, password, ...(code ? { code } : {}) }),
  signOut: () => call<void>('DELETE', '/api/session'),
  overview: (ask?: Ask) => call<t.Overview>('GET', '/api/overview', undefined, ask),
  region: (code: string, ask?: Ask) =>
    call<t.RegionDetail>('GET', `/api/regions/${id(code)}`, undefined, ask),
  kiosks: (query: Query, ask?: Ask) =>
    call<t.KioskPage>('GET', address('/api/kiosks', query), undefined, ask),
  kiosk: (kiosk: string, ask?: Ask) =>
    call<t.KioskDetail>('GET', `/api/kiosks/${id(kiosk)}`, undefined, ask),
  events: (kiosk: string, query: Query, ask?: Ask) =>
    call<t.EventPage>('GET', address(`/api/kiosks/${id(kiosk)}/events`, query), undefined, ask),
  titles: () => call<t.Titles>('GET', '/api/content/titles'),
  command: (kiosk: string, kind: t.CommandKind) =>
    call<t.Command>('POST', `/api/kiosks/${id(kiosk)}/commands`, { kind }),
  audit: (query: Query, ask?: Ask) =>
    call<t.AuditPage>('GET', address('/api/audit', query), undefined, ask),
}
