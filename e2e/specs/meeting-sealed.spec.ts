import { barePage, barePlace, enter, livekit } from '../bench/bare.ts'
import { incoming } from '../bench/marks.ts'
import { refused } from '../lib/guard.ts'
import { expect, test } from '../lib/meet.ts'

test('who is in the room with a good token but without the key gets bytes and no picture, and so does the server', async ({ browser, caller, lawyer, site, guard }) => {
  guard.expectErrors(refused(401, 403, 409))
  await caller.toQueue()
  await lawyer.answer()
  await caller.sees()
  await lawyer.sees()
  const { kiosk } = caller
  const asked = await kiosk.call('POST', '/api/meeting/token', await kiosk.token(), {})
  const { token } = (await asked.json()) as { token: string }
  await caller.page.goto('about:blank') // else it would take its place back

  const place = await barePlace()
  const context = await browser.newContext()
  try {
    const page = await barePage(context, place.url)
    await enter(page, await livekit(site.fleet.pid, site.fleetUrl), token, Date.now())
    await expect.poll(async () => (await incoming(page)).bytes, { timeout: 45_000 }).toBeGreaterThan(200_000)
    expect(await incoming(page)).toMatchObject({ frames: 0 })
  } finally {
    await context.close()
    place.close()
  }
})
