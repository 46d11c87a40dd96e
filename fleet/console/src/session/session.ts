import { computed, readonly, shallowRef } from 'vue'
import { api } from '@/api/client'
import { Problem } from '@/api/problem'
import type { Session } from '@/api/types'
import { startLive, stopLive } from '@/api/useLive'

/** Why the sign-in page is shown. */
export type Reason = 'expired' | 'idle' | 'out' | ''

const current = shallowRef<Session | null>(null)
let asked = false

export const session = readonly(current)
/** Who answers citizens. */
export const atDesk = computed(() => current.value?.role === 'lawyer' || current.value?.role === 'lead')
export const isOperator = computed(() => current.value?.role === 'operator')

/** The session's cookie is hidden from the page; this says whether asking for the session is worth it. */
const hint = 'lk.console.signed-in'

function take(s: Session | null): void {
  current.value = s
  if (s) {
    localStorage.setItem(hint, '1')
    startLive()
  } else {
    localStorage.removeItem(hint)
    stopLive()
  }
}

/** Learns once whether the browser is signed in already. */
export async function resume(): Promise<boolean> {
  if (!asked && !current.value && localStorage.getItem(hint)) {
    try {
      take(await api.session())
      asked = true
    } catch (fault) {
      if (fault instanceof Problem && fault.status === 401) take(null)
    }
  }
  return current.value !== null
}

export async function signIn(name: string, password: string, code?: string): Promise<void> {
  take(await api.signIn(name, password, code))
}

export async function signOut(): Promise<void> {
  take(null)
  try {
    await api.signOut()
  } catch {
    // The server forgets an idle session by itself.
  }
}

/** Tells the server that somebody is there. */
export function refresh(): void {
  api.session().then(take, (fault: unknown) => {
    if (fault instanceof Problem && fault.status === 401) lost()
  })
}

let lost: () => void = () => {}

/** What to do when the server has ended the session. */
export function whenLost(act: () => void): void {
  lost = act
}

/** The server no longer knows the session. */
export function lose(): void {
  take(null)
}
