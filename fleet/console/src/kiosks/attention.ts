import type { Attention } from '@/api/types'
import { wordKey, type Say } from '@/i18n'
import { reasonWords, type Tone } from './devices'

export const attentionTone = (a: Pick<Attention, 'what'>): Tone => (a.what === 'never-seen' ? 'idle' : a.what === 'offline' || a.what === 'out-of-service' || a.what.startsWith('meeting.') ? 'bad' : 'warn')

/** What is wrong, in words; an unknown word is told by the device it names. */
export function attentionText(a: Pick<Attention, 'what'>, say: Say): string {
  const key = wordKey('what', a.what)
  if (key !== 'what.other') return say(key)
  const [name = '', state = ''] = a.what.split('.', 2)
  const device = wordKey('device', name)
  if (device === 'device.other') return say('what.other')
  const word = wordKey('deviceState', state)
  if (word === 'deviceState.other') return say('what.device', { device: say(device) })
  return say('what.deviceState', { device: say(device), state: say(word) })
}

/** What a detail adds: keywords in words, and nothing that the title said already. */
export function attentionDetail(a: Pick<Attention, 'what' | 'detail'>, say: Say): string {
  if (!/^[a-z]+(-[a-z]+)+$/.test(a.detail)) return a.detail
  const words = reasonWords([a.detail], say)
  return attentionText(a, say).includes(words) ? '' : words
}

/** Newest first; what never had a time comes last. */
export function byTime(list: readonly Attention[]): Attention[] {
  const at = (a: Attention): number => (a.what === 'never-seen' ? 0 : Date.parse(a.since ?? '') || 0)
  return [...list].sort((a, b) => at(b) - at(a) || a.kiosk.localeCompare(b.kiosk))
}
