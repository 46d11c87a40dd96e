import type { Device, KioskRow, KioskState, Supply } from '@/api/types'
import { wordKey, type Say } from '@/i18n'

export type Tone = 'ok' | 'warn' | 'bad' | 'idle'

export const states: readonly KioskState[] = ['in-service', 'impaired', 'offline', 'never-seen']

const stateTones: Record<KioskState, Tone> = { 'in-service': 'ok', impaired: 'warn', offline: 'bad', 'never-seen': 'idle' }

export const stateTone = (state: KioskState): Tone => stateTones[state] ?? 'idle'

/** How good a device is: a usable one with an empty supply is no better than a broken one. */
export function deviceTone(d: Device): Tone {
  const levels = (d.supplies ?? []).map((s) => s.level)
  if (d.state === 'starting') return 'warn'
  if (d.state !== 'online' && d.state !== 'deviceBusy') return 'bad'
  if (levels.includes('out') || levels.includes('jammed')) return 'bad'
  return levels.includes('low') ? 'warn' : 'ok'
}

export const deviceName = (d: Pick<Device, 'class'>, say: Say): string => say(wordKey('device', d.class), { name: d.class })

export const deviceState = (d: Device, say: Say): string => say(wordKey('deviceState', d.state), { name: d.state })

export const supplyName = (s: Supply, say: Say): string => say(wordKey('supply', s.kind), { name: s.name || s.kind })

export const supplyTone = (s: Supply): Tone =>
  s.level === 'full' ? 'ok' : s.level === 'low' ? 'warn' : s.level === 'unknown' ? 'idle' : 'bad'

/** A printer's keywords in words; one without a text is shown as it came, "none" not at all. */
export function reasonWords(reasons: readonly string[], say: Say): string {
  const words = reasons
    .map((r) => r.replace(/-(report|warning|error)$/, ''))
    .filter((r) => r !== '' && r !== 'none')
    .map((r) => {
      const key = wordKey('reason', r)
      return key === 'reason.other' && r !== 'other' ? say('reason.unknown', { name: r }) : say(key)
    })
  return [...new Set(words)].join(', ')
}

/** What is wrong with a device, in one phrase; "" where nothing is. */
export function deviceTrouble(d: Device, say: Say): string {
  const tone = deviceTone(d)
  if (tone === 'ok') return ''
  const reasons = reasonWords(d.reasons ?? [], say)
  if (reasons) return reasons
  const supply = (d.supplies ?? []).find((s) => supplyTone(s) === tone)
  const usable = d.state === 'online' || d.state === 'deviceBusy'
  return usable && supply ? `${supplyName(supply, say)} ${say(wordKey('level', supply.level), { name: supply.level })}` : deviceState(d, say)
}

/** The devices of a kiosk that are not well. A kiosk that is gone tells nothing true of them. */
export const troubles = (k: KioskRow): Device[] => (k.online ? (k.devices ?? []).filter((d) => deviceTone(d) !== 'ok') : [])
