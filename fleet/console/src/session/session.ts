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
export const isOperator = computed(() => current.value?.role === 'operator')

function take(s: Session | null): void {
  current.value = s
  if (s) startLive()
  else stopLive()
}

/** Learns once whether the browser is signed in already. */
export async function resume(): Promise<boolean> {
  if (!asked && !current.value) {
    try {
      take(await api.session())
    } catch {
      take(null) // the sign-in page says what is wrong when the reader tries
    }
    asked = true
  }
  return current.value !== null
}

export async function signIn(name: string, password: string): Promise<void> {
  take(await api.signIn(name, password))
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
