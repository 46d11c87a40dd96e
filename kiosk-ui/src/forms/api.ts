// The calls of forms: keeping one half-filled, taking it up, and seeing its paper.
import type { Lang } from '../api/types'

export interface SavedDraft {
  code: string // 12 digits
  until: string
}

export interface OpenDraft {
  form: string
  values: Record<string, string>
  until: string
}

export interface Look {
  id: string // of the form
  lang: Lang
  fields: Record<string, string>
  signature?: string // PNG in base64
}

type Call = <T>(method: string, path: string, body?: unknown) => Promise<T>
type Fetch = (method: string, path: string, body: unknown) => Promise<ArrayBuffer>

export function formCalls(call: Call, bytes: Fetch) {
  return {
    // save keeps a form; a code that the visitor has already stays.
    save: (form: string, values: Record<string, string>, code?: string) => call<SavedDraft>('POST', '/api/drafts', { form, values, code }),
    open: (code: string) => call<OpenDraft>('POST', '/api/drafts/open', { code }),
    forget: (code: string) => call<void>('DELETE', '/api/drafts', { code }),
    look: (look: Look) => bytes('POST', '/api/forms/preview', look), // a PDF
  }
}

export type FormCalls = ReturnType<typeof formCalls>
