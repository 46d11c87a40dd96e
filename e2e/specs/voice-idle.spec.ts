import { sounding } from '../lib/sound.ts'
import { expect, test } from '../lib/test.ts'
import { begin, espeak, setting } from '../lib/voice.ts'
import { zh } from '../lib/words.ts'

test.use({ timing: { idle: '10s', warn: '20s', espeak } })

test('a visitor who went away is asked aloud whether they are still there', async ({ kiosk }) => {
  const asked = await begin(kiosk)
  await kiosk.tap(setting(kiosk))
  await expect(kiosk.page.getByRole('alertdialog')).toBeVisible()
  await expect.poll(() => asked.at(-1)).toEqual({ what: 'frame idle ', auto: true, status: 200 })
  await expect.poll(() => sounding(kiosk.page)).toBe(true)
  await kiosk.tap(zh.idle.stay)
  await expect.poll(() => sounding(kiosk.page)).toBe(false)
})
