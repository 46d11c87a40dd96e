import type { Caller } from '../lib/caller.ts'
import { daemonAway, refused } from '../lib/guard.ts'
import { knock } from '../lib/knock.ts'
import type { LawyerDesk } from '../lib/lawyer.ts'
import { expect, test } from '../lib/meet.ts'
import { poll } from '../lib/poll.ts'
import { consoleZh, zh } from '../lib/words.ts'

const words = zh.meeting

// What Chromium logs while the fleet or its rooms are away and come back.
const fleetAway = [...daemonAway, refused(401, 403, 404, 409, 502, 503), /ERR_(NETWORK_CHANGED|TIMED_OUT|CONNECTION_CLOSED|ABORTED)/]

async function talk(caller: Caller, lawyer: LawyerDesk): Promise<void> {
  await caller.toQueue()
  await lawyer.answer()
  await bothSee(caller, lawyer)
}

async function bothSee(caller: Caller, lawyer: LawyerDesk): Promise<void> {
  await caller.sees()
  await lawyer.sees()
}

test('the kiosk page and then the desk page are reloaded in a call, and both pictures move again', async ({ caller, lawyer }) => {
  await talk(caller, lawyer)
  const { id } = await caller.call()
  await caller.page.reload()
  await bothSee(caller, lawyer)
  await lawyer.page.reload()
  await bothSee(caller, lawyer)
  expect((await caller.call()).id).toBe(id)
  await lawyer.finish('重新打开页面也不影响。')
})

test('the part of the desk page that encrypts is lost on its way: the page comes back into the call by itself', async ({ caller, lawyer, guard }) => {
  guard.expectErrors(...fleetAway, /ERR_FAILED/)
  await caller.toQueue()
  await lawyer.answer()
  await bothSee(caller, lawyer)
  let lost = 0
  await lawyer.page.route(/worker.*\.js$/, async (route) => {
    lost++
    await route.abort()
  }, { times: 1 })
  await lawyer.page.reload()
  await bothSee(caller, lawyer)
  expect(lost).toBe(1)
  await lawyer.finish('加密部件丢失也不影响。')
})

test('fleetd is killed while somebody waits and again while they talk: the place is kept and the call goes on', async ({ caller, lawyer, site, guard }) => {
  guard.expectErrors(...fleetAway)
  await caller.toQueue()
  await expect(lawyer.ring()).toBeVisible()
  const before = await caller.call()

  await site.fleet.kill()
  await expect(caller.kiosk.heading(words.queue.title)).toBeVisible()
  await site.fleet.start()
  await lawyer.answer()
  await bothSee(caller, lawyer)
  const talking = await caller.call()
  expect({ id: talking.id, began: talking.began }).toEqual({ id: before.id, began: before.began })

  await site.fleet.kill()
  await expect(caller.at('stage').getByRole('alert')).toContainText(new RegExp(`${words.talk.down}|${words.talk.fleetDown}`))
  await site.fleet.start()
  await expect(caller.at('stage').getByRole('alert')).toHaveCount(0, { timeout: 45_000 })
  await bothSee(caller, lawyer)
  expect((await caller.call()).id).toBe(before.id)
  await lawyer.finish('服务器重启也不影响。')
})

test('nothing comes from the server for five seconds, neither signals nor media, and the call goes on', async ({ caller, lawyer, site, guard }) => {
  guard.expectErrors(...fleetAway)
  await talk(caller, lawyer)
  const { id } = await caller.call()
  site.fleet.freeze()
  try {
    await new Promise((done) => setTimeout(done, 5000)) // the length of the cut, not a wait for something
  } finally {
    site.fleet.thaw()
  }
  await bothSee(caller, lawyer)
  await expect(caller.at('stage').getByRole('alert')).toHaveCount(0)
  expect((await caller.call()).id).toBe(id)
})

test('the citizen ends the visit while it rings: no ring and no ghost are left', async ({ caller, lawyer, desk }) => {
  interface Now {
    waiting: number
    talking: number
  }
  await caller.toQueue()
  await expect(lawyer.ring()).toBeVisible()
  expect(await desk.api<Now>('/api/meetings/now')).toMatchObject({ waiting: 1, talking: 0 })
  await caller.endVisit()
  await expect(lawyer.ring()).toHaveCount(0)
  await expect.poll(() => desk.api<Now>('/api/meetings/now')).toMatchObject({ waiting: 0, talking: 0 })
  await caller.kiosk.tap(zh.ended.again)
  await caller.kiosk.begin()
  expect(await caller.kiosk.api('/api/meeting')).toEqual({ call: null })
})

test('the privacy light is on while the camera is on, and off after it, after leaving and after the visit', async ({ caller, lawyer, site, guard }) => {
  guard.expectErrors(refused(409)) // the desk wants to come back to the room that the citizen's leaving closed
  const light = (on: boolean) => expect.poll(async () => (await site.vterm.state()).light.on, { message: `the light is ${on ? 'on' : 'off'}` }).toBe(on)
  const { kiosk } = caller
  await light(false)
  await talk(caller, lawyer)
  await light(true)
  await kiosk.tap(caller.at('camera'))
  await light(false)
  await kiosk.tap(caller.at('camera'))
  await light(true)
  await caller.leave()
  await light(false)
  await lawyer.finish('当事人先走了。')
  await kiosk.end()

  await kiosk.begin()
  await kiosk.openGuide('unpaid-wages')
  await kiosk.tap(kiosk.button(new RegExp(words.video)).first())
  await kiosk.tap(words.check.start)
  await lawyer.answer()
  await light(true)
  await caller.endVisit()
  await light(false)
})

test('a token opens the room once, within its minute, and for nobody else', async ({ caller, lawyer, site, guard, window2 }) => {
  guard.expectErrors(refused(401, 403))
  await talk(caller, lawyer)
  const { kiosk } = caller
  const visit = await kiosk.token()
  const token = async () => {
    const answer = await kiosk.call('POST', '/api/meeting/token', visit, {})
    expect(answer.status()).toBe(200)
    return ((await answer.json()) as { token: string }).token
  }
  const cookies = async (of: typeof caller.page, url: string) => (await of.context().cookies(url)).map((c) => `${c.name}=${c.value}`).join('; ')
  const own = { Cookie: await cookies(caller.page, site.kioskUrl) }
  const stranger = await window2()

  const old = await token()
  const { exp } = JSON.parse(Buffer.from(old.split('.')[1]!, 'base64url').toString()) as { exp: number }
  expect(exp * 1000 - Date.now()).toBeLessThanOrEqual(60_000)

  const stolen = await token()
  await test.step('stolen', async () => {
    expect(await knock(site.fleetUrl, stolen)).toMatchObject({ status: 401, code: 'session.none' })
    expect(await knock(site.fleetUrl, stolen, { Cookie: await cookies(lawyer.page, site.fleetUrl) })).toMatchObject({ status: 403, code: 'token.foreign' })
    await stranger.goto(site.kioskUrl)
    expect((await knock(site.kioskUrl, stolen, { Cookie: await cookies(stranger, site.kioskUrl) })).status).toBe(401)
    expect(await knock(site.kioskUrl, `${stolen.slice(0, -4)}AAAA`, own)).toMatchObject({ status: 403, code: 'token.foreign' })
  })

  await test.step('used', async () => {
    const first = await knock(site.kioskUrl, stolen, own) // nobody refused above has used it up
    expect(first.status).toBe(101)
    expect(await knock(site.kioskUrl, stolen, own)).toMatchObject({ status: 403, code: 'token.used' })
    first.close()
  })

  await test.step('the page whose place was taken comes back by itself', () => bothSee(caller, lawyer))

  await test.step('expired', async () => {
    await poll('the token to expire', () => Date.now() > exp * 1000 + 2500, 70_000)
    expect(await knock(site.kioskUrl, old, own)).toMatchObject({ status: 401, code: 'token.expired' })
  })
})

interface Overview {
  attention: { kiosk: string; what: string }[] | null
}

for (const [title, flag, fault] of [
  ['there is no camera and no microphone', /^--use-fake/, 'missing'],
  ['the browser may not use the camera', /^--use-fake-ui/, 'denied'],
] as const) {
  test(`${title}: it is said, the lawyer is seen all the same, and the operator learns of it`, async ({ callerWithout, lawyer, desk }) => {
    const caller = await callerWithout(flag)
    await listens(caller, fault)
    await lawyer.answer()
    await caller.sees()
    await expect(caller.talk().getByText(words.trouble.microphone[fault].what)).toBeVisible()
    await expect(lawyer.at('call')).toContainText(consoleZh.call.theirCameraOff)
    const alarms = async () => (await desk.api<Overview>('/api/overview')).attention?.map((a) => a.what) ?? []
    await expect.poll(alarms).toEqual(expect.arrayContaining([`camera.${fault}`, `microphone.${fault}`]))
    await desk.go('/')
    await expect(desk.page.getByText(consoleZh.what[`camera-${fault}`]).first()).toBeVisible()
  })
}

async function listens(caller: Caller, fault: 'missing' | 'denied'): Promise<void> {
  await caller.toCheck()
  await expect(caller.page.getByText(words.trouble.camera[fault].what)).toBeVisible()
  await expect(caller.page.getByText(words.trouble.camera[fault].next)).toBeVisible()
  await expect(caller.page.getByText(words.check.listenOnly)).toBeVisible()
  await caller.kiosk.tap(words.check.start)
  await expect(caller.kiosk.heading(words.queue.title)).toBeVisible()
}

test('another program has the camera: it is said, the operator learns of it, and one touch opens it once it is free', async ({ caller, lawyer, desk }) => {
  const { page, kiosk } = caller
  // What Chromium rejects with when a device is held elsewhere; no fake camera can be held.
  const hold = (held: boolean) => page.evaluate((h) => void sessionStorage.setItem('held', h ? 'yes' : ''), held)
  await page.addInitScript(() => {
    const media = navigator.mediaDevices
    const real = media.getUserMedia.bind(media)
    media.getUserMedia = (want) =>
      want?.video && sessionStorage.getItem('held') ? Promise.reject(new DOMException('Could not start video source', 'NotReadableError')) : real(want)
  })
  await page.reload()
  await hold(true)
  await caller.toCheck()
  await expect(page.getByText(words.trouble.camera.busy.what)).toBeVisible()
  await expect(page.getByText(words.trouble.camera.busy.next)).toBeVisible()
  await kiosk.tap(words.check.start)
  await lawyer.answer()
  await caller.sees()
  await expect(caller.talk().getByText(words.trouble.camera.busy.what)).toBeVisible()
  const alarms = async () => (await desk.api<Overview>('/api/overview')).attention?.map((a) => a.what) ?? []
  await expect.poll(alarms).toContain('camera.busy')

  await hold(false)
  await kiosk.tap(caller.talk().getByRole('button', { name: words.check.again }))
  await lawyer.sees()
  await expect.poll(alarms).not.toContain('camera.busy')
})
