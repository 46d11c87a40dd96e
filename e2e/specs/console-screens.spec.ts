import { findings } from '../lib/axe.ts'
import { inside, outside } from '../lib/consoleScreens.ts'
import { sideways } from '../lib/layout.ts'
import { expect, laptop, phone, test } from '../lib/test.ts'

for (const [name, size] of [['laptop', laptop], ['phone', phone]] as const) {
  test.describe(name, () => {
    test.use({ window: size })

    test('every page fits and has no serious finding', async ({ door, site, guard }) => {
      test.setTimeout(240_000)
      guard.expectErrors(/status of 401/)
      const faults: string[] = []
      const look = async (pages: typeof inside) => {
        for (const p of pages) {
          await test.step(p.name, async () => {
            await p.show(door)
            faults.push(...(await findings(door.page)).map((f) => `${p.name}: ${f}`))
            if (await sideways(door.page)) faults.push(`${p.name}: scrolls sideways`)
          })
        }
      }
      await look(outside)
      await door.signIn(site.operator)
      await door.kioskIs('in-service')
      await look(inside)
      expect(faults).toEqual([])
    })
  })
}
