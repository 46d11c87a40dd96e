import type { DeviceWord } from './types'

export type DeviceTrouble = Extract<DeviceWord, 'busy' | 'missing' | 'denied' | 'failed'>

const byName: Record<string, DeviceTrouble> = {
  NotReadableError: 'busy', // another program has it, or the driver gave up
  TrackStartError: 'busy',
  AbortError: 'busy',
  NotFoundError: 'missing',
  DevicesNotFoundError: 'missing',
  OverconstrainedError: 'missing', // the chosen device is gone
  NotAllowedError: 'denied',
  PermissionDeniedError: 'denied',
  SecurityError: 'denied',
}

// deviceTrouble names in the contract's words why a camera or a microphone did
// not start. A page that is not trusted has no mediaDevices at all: a TypeError.
export function deviceTrouble(e: unknown): DeviceTrouble {
  const name = typeof e === 'object' && e !== null && 'name' in e ? String(e.name) : ''
  return byName[name] ?? 'failed'
}

// troubleKey names the sentence (below "meeting.trouble") for a device that does
// not work; each has one for what happened and one for the next step.
export function troubleKey(kind: 'camera' | 'microphone', word: DeviceWord): string | null {
  if (word === 'on' || word === 'off') return null
  return `meeting.trouble.${kind}.${word}`
}
