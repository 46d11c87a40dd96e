import { existsSync } from 'node:fs'
import { expect } from '@playwright/test'
import { keyOf } from '../../kiosk-ui/src/voice/types.ts'
import type { Kiosk } from './kiosk.ts'
import { putEar } from './sound.ts'

// The real synthesiser: scripts/setup.sh installs it.
export const espeak = '/usr/bin/espeak-ng'
if (!existsSync(espeak)) throw new Error(`cannot test reading aloud: ${espeak} is missing, run scripts/setup.sh`)

export const listen = (kiosk: Kiosk, kind: string) => kiosk.page.getByTestId(`listen-${kind}`)
export const setting = (kiosk: Kiosk) => kiosk.page.getByTestId('spoken')

/** What the page asked the daemon to read. */
function asks(kiosk: Kiosk) {
  const list: { what: string; auto: boolean; status: number }[] = []
  kiosk.page.on('response', (r) => {
    if (!r.url().endsWith('/api/voice')) return
    const { auto, ...what } = r.request().postDataJSON() as Parameters<typeof keyOf>[0] & { auto: boolean }
    list.push({ what: keyOf(what), auto, status: r.status() })
  })
  return list
}

/** Begins a visit with an ear to the page; gives what is asked to be read from then on. */
export async function begin(kiosk: Kiosk) {
  await putEar(kiosk.page)
  await kiosk.page.reload()
  const asked = asks(kiosk)
  await kiosk.begin()
  await expect(setting(kiosk)).toBeVisible()
  return asked
}

/** Goes to the first question of a theme. */
export async function startJourney(kiosk: Kiosk, theme: string) {
  await kiosk.openGuide(theme)
  await kiosk.tap(kiosk.page.getByTestId('journey-door'))
  await expect(listen(kiosk, 'question')).toBeVisible()
}
