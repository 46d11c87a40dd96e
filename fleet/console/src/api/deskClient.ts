import { address, call, id, type Ask } from './client'
import type * as d from './desk'

const calls = (c: string): string => `/api/desk/calls/${id(c)}`

/** What the desk, the tasks, the roster and the figures ask of the fleet. */
export const deskApi = {
  desk: (ask?: Ask) => call<d.Desk>('GET', '/api/desk', undefined, ask),
  duty: (state: d.DutyState) => call<void>('PUT', '/api/desk/duty', { state }),
  here: (background: boolean) => call<void>('POST', '/api/desk/here', {}, { background }),
  templates: () => call<d.Template[]>('GET', '/api/desk/templates'),
  colleagues: (ask?: Ask) => call<d.Colleague[]>('GET', '/api/desk/colleagues', undefined, ask),
  library: () => call<d.Library>('GET', '/api/content/library'),
  guide: (guide: string, lang: string) => call<d.Guide>('GET', address(`/api/content/guides/${id(guide)}`, { lang })),
  form: (form: string) => call<d.Form>('GET', `/api/content/forms/${id(form)}`),

  answer: (c: string, publicKey: string) => call<d.Answered>('POST', `${calls(c)}/answer`, { public: publicKey }),
  decline: (c: string) => call<void>('POST', `${calls(c)}/decline`, {}),
  callHere: (c: string, here: d.Here) => call<d.DeskCall | undefined>('POST', `${calls(c)}/here`, here),
  token: (c: string) => call<d.RoomToken>('POST', `${calls(c)}/token`, {}),
  keys: (c: string, keys: d.Keys) => call<d.DeskCall | undefined>('POST', `${calls(c)}/keys`, keys),
  notes: (c: string, text: string) => call<d.DeskCall | undefined>('PUT', `${calls(c)}/notes`, { text }),
  paper: (c: string, paper: d.NewPaper) => call<d.DeskCall>('POST', `${calls(c)}/papers`, paper),
  signature: (c: string, paper: string) => `${calls(c)}/papers/${id(paper)}/signature`,
  recording: (c: string, on: boolean) => call<d.DeskCall | undefined>('POST', `${calls(c)}/recording`, { on }),
  invite: (c: string, role: d.PartyRole, user?: string) => call<d.Invitation | undefined>('POST', `${calls(c)}/invite`, { role, ...(user ? { user } : {}) }),
  transfer: (c: string, to: { user?: string; pool?: 'own' | 'city' }) => call<d.DeskCall | undefined>('POST', `${calls(c)}/transfer`, to),
  finish: (c: string, finish: d.Finish) => call<d.DeskCall | undefined>('POST', `${calls(c)}/finish`, finish),
  remove: (c: string, identity: string) => call<d.DeskCall | undefined>('POST', `${calls(c)}/remove`, { identity }),

  recipient: () => call<{ recipient: string }>('GET', '/api/vault/recipient'),
  openRecording: (c: string) => call<{ id: string }>('POST', `${calls(c)}/recordings`, {}),
  closeRecording: (c: string, r: string) => call<void>('POST', `${calls(c)}/recordings/${id(r)}/close`, {}),
  piecePath: (c: string, r: string, n: number) => `${calls(c)}/recordings/${id(r)}/${n}`,
  recordings: (c: string, ask?: Ask) => call<{ items: d.RecordingRow[] | null }>('GET', address('/api/recordings', { call: c }), undefined, ask),

  tasks: (kind: d.TaskKind, state: 'open' | 'done', ask?: Ask) =>
    call<{ items: d.Task[] | null }>('GET', address('/api/desk/tasks', { kind, state }), undefined, ask),
  task: (task: string) => call<d.TaskOpened>('GET', `/api/desk/tasks/${id(task)}`),
  voice: (task: string, piece = 1) => `/api/desk/tasks/${id(task)}/voice?piece=${piece}`,
  take: (task: string) => call<void>('POST', `/api/desk/tasks/${id(task)}/take`, {}),
  done: (task: string, words: { reply?: string; note?: string }) => call<void>('POST', `/api/desk/tasks/${id(task)}/done`, words),

  roster: (ask?: Ask) => call<d.Roster>('GET', '/api/roster', undefined, ask),
  setRoster: (roster: { shifts: d.Shift[]; exceptions?: unknown[] }) => call<d.Roster | undefined>('PUT', '/api/roster', roster),
  meetingsNow: (ask?: Ask) => call<d.MeetingsNow>('GET', '/api/meetings/now', undefined, ask),
  figures: (query: { from: string; to: string; region: string }, ask?: Ask) =>
    call<d.MeetingFigures>('GET', address('/api/meetings/figures', query), undefined, ask),
  lawyers: (query: { from: string; to: string }, ask?: Ask) =>
    call<d.LawyerFigures[]>('GET', address('/api/meetings/lawyers', query), undefined, ask),
}

/** What a guest's page asks: the cookie of the invitation is its only key. */
export const guestApi = {
  join: (by: { code: string } | { link: string }) => call<d.GuestCall>('POST', '/api/join', by),
  get: (ask?: Ask) => call<d.GuestCall>('GET', '/api/guest', undefined, ask),
  here: (here: d.Here) => call<d.GuestCall | undefined>('POST', '/api/guest/here', here, { background: true }),
  token: () => call<d.RoomToken>('POST', '/api/guest/token', {}),
  keys: (keys: d.Keys) => call<d.GuestCall | undefined>('POST', '/api/guest/keys', keys),
  leave: () => call<void>('POST', '/api/guest/leave', {}),
  live: '/api/guest/live',
}
