import type { Progress } from '../api/types'
import type { Call, Here, Keys, NewCall, Offers, Receipt, RoomToken, Slot } from './types'

export type Ask = <T>(method: string, path: string, body?: unknown) => Promise<T>
export type Send = <T>(path: string, body: Blob) => Promise<T>

const part = encodeURIComponent

// meetingCalls are the daemon's calls for video meetings.
export function meetingCalls(ask: Ask, send: Send) {
  return {
    offers: () => ask<Offers>('GET', '/api/meeting/offers'),
    current: async () => (await ask<{ call: Call | null } | undefined>('GET', '/api/meeting'))?.call ?? null,
    begin: (call: NewCall) => ask<Call>('POST', '/api/meeting', call),
    here: (here: Here) => ask<Call>('POST', '/api/meeting/here', here),
    token: () => ask<RoomToken>('POST', '/api/meeting/token', {}),
    keys: (keys: Keys) => ask<Call>('POST', '/api/meeting/keys', keys),
    recording: (agree: boolean) => ask<Call>('POST', '/api/meeting/recording', { agree }),
    staff: () => ask<Call>('POST', '/api/meeting/staff', {}),
    printPaper: async (id: string) =>
      (await ask<{ job: Progress }>('POST', `/api/meeting/papers/${part(id)}/print`, {})).job,
    sign: (id: string, signature: string) => ask<Call>('POST', `/api/meeting/papers/${part(id)}/sign`, { signature }),
    decline: (id: string) => ask<Call>('POST', `/api/meeting/papers/${part(id)}/decline`, {}),
    slots: () => ask<Slot[]>('GET', '/api/meeting/slots'),
    book: (slot: string, phone: string) => ask<Call>('POST', '/api/meeting/booking', { slot, phone: phone || undefined }),
    message: (text: string, phone: string) => ask<Call>('POST', '/api/meeting/message', { text, phone: phone || undefined }),
    voice: (sound: Blob) => send<Call>('/api/meeting/voice', sound),
    rate: (grade: number, tags: string[]) => ask<Call>('POST', '/api/meeting/rating', { grade, tags }),
    leave: () => ask<Call>('DELETE', '/api/meeting'),
    join: (code: string) => ask<Call>('POST', '/api/meeting/join', { code }),
    receipt: (number: string) => ask<Receipt>('POST', '/api/receipts', { number }),
  }
}

export type MeetingCalls = ReturnType<typeof meetingCalls>
