import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { inside, outside } from '../lib/consoleScreens.ts'
import { settled, stops, Walk, type Mood } from '../lib/kioskScreens.ts'
import { pictures, readmePictures } from '../lib/paths.ts'
import { landscape, laptop, phone, portrait, test } from '../lib/test.ts'

// Pictures of every screen. With README=1 the two of the README are taken too.

const forReadme = process.env['README'] === '1'
mkdirSync(pictures, { recursive: true })

const moods: [string, typeof portrait, Mood][] = [
  ['portrait', portrait, {}],
  ['portrait-elder', portrait, { elder: true }],
  ['portrait-contrast', portrait, { contrast: true }],
  ['portrait-en', portrait, { lang: 'en' }],
  ['portrait-lowered', portrait, { lowered: true }],
  ['landscape', landscape, {}],
  ['landscape-elder', landscape, { elder: true }],
  ['landscape-contrast', landscape, { contrast: true }],
  ['landscape-en', landscape, { lang: 'en' }],
  ['landscape-lowered', landscape, { lowered: true }],
]

for (const [name, size, mood] of moods) {
  test.describe(name, () => {
    test.use({ cabinet: size })
    test('kiosk', async ({ kiosk }) => {
      const walk = new Walk(kiosk, mood)
      await walk.prepare()
      await kiosk.page.reload()
      for (const stop of stops) {
        await stop.show(walk)
        await settled(kiosk)
        await kiosk.page.screenshot({ path: join(pictures, `kiosk-${name}-${stop.name}.png`) })
      }
    })
  })
}

for (const [name, size] of [['laptop', laptop], ['phone', phone]] as const) {
  test.describe(name, () => {
    test.use({ window: size })
    test('console', async ({ door, site, guard }) => {
      guard.expectErrors(/status of 401/)
      const take = async (pages: typeof inside) => {
        for (const p of pages) {
          await p.show(door)
          await door.page.screenshot({ path: join(pictures, `console-${name}-${p.name}.png`) })
        }
      }
      await take(outside)
      await door.signIn(site.operator)
      await door.kioskIs('in-service')
      await take(inside)
    })
  })
}

test.describe('for the README', () => {
  test.skip(!forReadme, 'only with README=1')

  test('kiosk', async ({ kiosk }) => {
    await kiosk.begin()
    await settled(kiosk)
    // Half the size is enough to see it and a quarter of the bytes.
    const { page } = kiosk
    mkdirSync(readmePictures, { recursive: true })
    const session = await page.context().newCDPSession(page)
    const { data } = await session.send('Page.captureScreenshot', { format: 'png', clip: { x: 0, y: 0, ...portrait, scale: 0.5 } })
    writeFileSync(join(readmePictures, 'kiosk.png'), Buffer.from(data, 'base64'))
  })

  test('console', async ({ desk, kiosk }) => {
    await desk.kioskIs('in-service')
    await kiosk.begin()
    await kiosk.openGuide()
    await kiosk.end()
    await inside[0]!.show(desk)
    await desk.page.screenshot({ path: join(readmePictures, 'console.png') })
  })
})
