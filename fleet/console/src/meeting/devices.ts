import type { DeviceWord } from '@/api/desk'

/** What a fault of getUserMedia means for a person. */
export function deviceFault(fault: unknown): DeviceWord {
  const name = fault instanceof Error || fault instanceof DOMException ? fault.name : ''
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
    case 'PermissionDeniedError':
      return 'denied'
    case 'NotFoundError':
    case 'OverconstrainedError':
    case 'DevicesNotFoundError':
      return 'missing'
    case 'NotReadableError':
    case 'TrackStartError':
    case 'AbortError':
      return 'busy'
    default:
      return 'failed'
  }
}

/** Words that keep a device from working, and so need a sentence and a next step. */
export const isTrouble = (word: DeviceWord | undefined): boolean =>
  word === 'busy' || word === 'missing' || word === 'denied' || word === 'failed'

export interface Choice {
  id: string
  name: string
}

/** The cameras or microphones of this computer; names are known once one was allowed. */
export async function listDevices(kind: 'videoinput' | 'audioinput'): Promise<Choice[]> {
  if (!navigator.mediaDevices?.enumerateDevices) return []
  const all = await navigator.mediaDevices.enumerateDevices()
  return all.filter((d) => d.kind === kind && d.deviceId !== '').map((d, i) => ({ id: d.deviceId, name: d.label || String(i + 1) }))
}

const kept = (kind: string): string => `lk.console.${kind}`

/** The device chosen the last time on this computer. */
export const chosenDevice = (kind: 'camera' | 'microphone'): string | undefined => localStorage.getItem(kept(kind)) ?? undefined
export const rememberDevice = (kind: 'camera' | 'microphone', id: string): void => localStorage.setItem(kept(kind), id)
