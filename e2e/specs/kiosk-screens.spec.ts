import { findings } from '../lib/axe.ts'
import { settled, stops, Walk, type Mood } from '../lib/kioskScreens.ts'
import { elderSizes, misfits, plainSizes } from '../lib/layout.ts'
import { expect, landscape, portrait, test } from '../lib/test.ts'

// Every screen in every mood: accessible, nothing cut, nothing too small.

test.describe.configure({ mode: 'parallel' }) // the moods share nothing, and there are many screens

const moods: [string, typeof portrait, Mood][] = [
  ['portrait', portrait, {}],
  ['portrait, elder', portrait, { elder: true }],
  ['portrait, contrast', portrait, { contrast: true }],
  ['portrait, English', portrait, { lang: 'en' }],
  ['portrait, lowered', portrait, { lowered: true }],
  ['portrait, elder, lowered', portrait, { elder: true, lowered: true }],
  ['landscape', landscape, {}],
  ['landscape, elder', landscape, { elder: true }],
  ['landscape, English', landscape, { lang: 'en' }],
  ['landscape, lowered', landscape, { lowered: true }],
]

for (const [name, size, mood] of moods) {
  test.describe(name, () => {
    test.use({ cabinet: size })

    test('every screen fits and has no serious finding', async ({ kiosk }) => {
      test.setTimeout(300_000)
      const walk = new Walk(kiosk, mood)
      await walk.prepare()
      await kiosk.page.reload()
      const faults: string[] = []
      for (const stop of stops) {
        await test.step(stop.name, async () => {
          await stop.show(walk)
          await settled(kiosk)
          const here = [...(await findings(kiosk.page)), ...(await misfits(kiosk.page, mood.elder && stop.name !== 'attract' ? elderSizes : plainSizes))]
          faults.push(...here.map((f) => `${stop.name}: ${f}`))
        })
      }
      expect(faults).toEqual([])
    })
  })
}
