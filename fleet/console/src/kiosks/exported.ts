import type { KioskRow } from '@/api/types'
import { exact } from '@/format/time'
import { inLocale, type Say } from '@/i18n'
import { deviceName, deviceTrouble } from './devices'
import { placeName } from './directory'

/** Kiosks as a table with a heading, in the reader's language and with exact times. */
export function kioskTable(rows: readonly KioskRow[], say: Say, locale: string): (string | number)[][] {
  const columns = ['id', 'region', 'centre', 'state', 'online', 'since', 'lastSeen', 'devices', 'agent', 'content', 'visits', 'prints']
  const heading = columns.map((c) => (c === 'agent' || c === 'content' ? say(`kiosk.${c}`) : say(`list.${c}`)))
  heading.splice(1, 0, say('list.name'))
  return [
    heading,
    ...rows.map((k) => [
      k.id,
      k.name,
      inLocale(placeName(k.region), locale),
      inLocale(k.centre_name, locale),
      say(`state.${k.state}`),
      say(k.online ? 'list.yes' : 'list.no'),
      exact(k.since),
      exact(k.last_seen),
      (k.devices ?? []).map((d) => `${deviceName(d, say)}: ${deviceTrouble(d, say) || say('list.devicesOk')}`).join('; '),
      k.agent,
      k.content,
      k.visits_today,
      k.prints_today,
    ]),
  ]
}
