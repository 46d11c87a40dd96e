import { chromium, type Browser, type Locator, type Page } from '@playwright/test'
import { Caller } from '../lib/caller.ts'
import { refused } from '../lib/guard.ts'
import { Kiosk } from '../lib/kiosk.ts'
import type { LawyerDesk } from '../lib/lawyer.ts'
import { expect, test as base } from '../lib/meet.ts'
import { moving } from '../lib/picture.ts'
import { open, phone } from '../lib/test.ts'
import { consoleZh, zh } from '../lib/words.ts'

const words = zh.meeting

/** Everybody has a Chromium of their own, as in life. */
const test = base.extend<{ chromiums: () => Promise<Browser> }>({
  chromiums: async ({ launchOptions }, use) => {
    const all: Browser[] = []
    await use(async () => {
      const browser = await chromium.launch(launchOptions)
      all.push(browser)
      return browser
    })
    for (const b of all) await b.close()
  },
  window2: async ({ chromiums, guard, window }, use) => use(async () => (await open(await chromiums(), guard, { viewport: window })).page),
})

const each = async (videos: Locator, count: number): Promise<void> => {
  await expect(videos).toHaveCount(count)
  for (let i = 0; i < count; i++) await moving(videos.nth(i))
}
const deskSees = (desk: LawyerDesk): Promise<void> => each(desk.page.locator('[data-test="remote-main"] video, [data-test="remote-small"] video'), 2)
const kioskSees = (caller: Caller): Promise<void> => each(caller.at('grid').locator('video'), 2)

async function invite(lawyer: LawyerDesk, role: 'family' | 'party'): Promise<void> {
  await lawyer.at('tab-people').click()
  await lawyer.at('invite-role').selectOption(role)
  await lawyer.at('invite-make').click()
  await expect(lawyer.at('invitation')).toBeVisible()
}

/** A guest on the phone, from the link to the room. */
async function comeIn(page: Page, link: string): Promise<void> {
  await page.goto(link)
  await page.locator('[data-test="guest-check"]').click()
  await page.locator('[data-test="guest-agree"]').check()
  await page.locator('[data-test="guest-enter"]').click()
}

test('a relative is invited, all three see one another, the desk shows its screen, and a second lawyer takes over', async ({ caller, lawyer, seat, guard, chromiums }) => {
  test.setTimeout(180_000)
  guard.expectErrors(refused(409)) // who handed the call over wants to come back to the room
  const { page: guest } = await open(await chromiums(), guard, { viewport: phone })
  const { kiosk, page } = caller
  await caller.toQueue()
  await lawyer.answer()
  await caller.sees()
  await lawyer.sees()

  await test.step('three see one another, and the server still cannot', async () => {
    await invite(lawyer, 'family')
    await comeIn(guest, (await lawyer.at('invite-link').getAttribute('href'))!)
    await kioskSees(caller)
    await deskSees(lawyer)
    await each(guest.locator('[data-test="remote"] video'), 2)
    await expect(lawyer.at('sealed')).toBeVisible()
    await expect(caller.at('stage')).toContainText(words.talk.secret)
  })

  await test.step('an invitation is good once', async () => {
    const { page: stranger } = await open(await chromiums(), guard, { viewport: phone })
    guard.expectErrors(refused(401, 403, 404, 410))
    await stranger.goto((await lawyer.at('invite-link').getAttribute('href'))!)
    await expect(stranger.getByText(consoleZh.join.badInvitation)).toBeVisible()
  })

  await test.step('the desk shows its screen', async () => {
    await lawyer.at('share').click()
    await moving(caller.at('shared-screen'))
    await expect(caller.at('stage')).toContainText(lawyer.lawyer.display)
    await each(guest.locator('[data-test="remote"] video'), 3)
    await lawyer.at('share').click()
    await expect(caller.at('shared-screen')).toHaveCount(0)
    await kioskSees(caller)
  })

  const second = await seat()
  await test.step('another lawyer takes over; nobody leaves the room', async () => {
    await lawyer.at('transfer').click()
    await lawyer.at(`transfer-${second.lawyer.name}`).check({ force: true })
    await lawyer.at('transfer-do').click()
    await second.answer()
    await expect(lawyer.at('rings')).toBeVisible()
    await kioskSees(caller)
    await deskSees(second)
    await each(guest.locator('[data-test="remote"] video'), 2)
    await expect(page.getByTestId('grid')).toContainText(second.lawyer.display)
    await expect(page.getByTestId('grid')).not.toContainText(lawyer.lawyer.display)
  })

  await guest.locator('[data-test="guest-leave"]').click()
  await expect(guest.getByText(consoleZh.join.over)).toBeVisible()
  await caller.sees()
  await second.finish('两位一起听懂了。')
  await expect(kiosk.heading(words.rate.title)).toBeVisible()
})

test('a mediation: two kiosks and a mediator', async ({ caller, lawyer, site, guard, chromiums }) => {
  test.setTimeout(180_000)
  const place = await site.secondKiosk()
  try {
    const { page } = await open(await chromiums(), guard, { viewport: { width: 1920, height: 1080 }, hasTouch: true })
    const other = new Caller(new Kiosk(page, place, guard))
    await other.kiosk.open()
    await caller.toQueue('neighbours')
    await lawyer.answer()
    await caller.sees()
    await invite(lawyer, 'party')
    await expect(lawyer.at('invite-link')).toHaveCount(0) // the code is told by phone; a kiosk opens no links
    const code = (await lawyer.at('invite-code').innerText()).replaceAll(/\D/g, '')

    await test.step('the other side types the code at its kiosk', async () => {
      const { kiosk } = other
      await kiosk.begin()
      await kiosk.tap(kiosk.button(new RegExp(`^${zh.home.lawyer}`)))
      await kiosk.tap(other.at('join-link'))
      for (const digit of code) await kiosk.tap(page.getByRole('button', { name: digit, exact: true }))
      await kiosk.tap(words.join.go)
      await kiosk.tap(words.check.startJoin)
    })
    await kioskSees(caller)
    await kioskSees(other)
    await deskSees(lawyer)
    await expect(other.at('grid')).toContainText(lawyer.lawyer.display)

    await test.step('the other side leaves, and the talk goes on', async () => {
      await other.leave()
      await expect(lawyer.at('person')).toHaveCount(2)
      await caller.sees()
    })
    await lawyer.finish('双方约好下周再谈。')
    await other.kiosk.end()
    await page.context().close()
  } finally {
    await place.stop()
  }
})

test('in a call: mute, camera off, volume that cannot be lost, a paper by the second camera, and staff', async ({ caller, lawyer, desk }) => {
  const { kiosk, page } = caller
  await caller.toQueue()
  await lawyer.answer()
  await caller.sees()
  await lawyer.sees()
  const main = lawyer.at('remote-main')

  await test.step('mute and camera off are seen at the desk', async () => {
    await kiosk.tap(caller.at('mute'))
    await expect(page.getByText(words.talk.muted)).toBeVisible()
    await expect(main).toContainText(consoleZh.call.theirMicOff)
    await kiosk.tap(caller.at('mute'))
    await expect(main).not.toContainText(consoleZh.call.theirMicOff)
    await kiosk.tap(caller.at('camera'))
    await expect(main).toContainText(consoleZh.call.theirCameraOff)
    await kiosk.tap(caller.at('camera'))
    await lawyer.sees()
  })

  await test.step('the volume has a floor, and a reload keeps the sound', async () => {
    await kiosk.tap(caller.at('volume'))
    const softer = page.getByRole('button', { name: words.talk.softer })
    while (await softer.isEnabled()) await kiosk.tap(softer)
    const loud = async () => Number.parseInt(await page.getByRole('dialog').locator('output').innerText())
    expect(await loud()).toBeGreaterThanOrEqual(20)
    await page.reload()
    await caller.sees()
    await kiosk.tap(caller.at('volume'))
    expect(await loud()).toBeGreaterThanOrEqual(20)
    await kiosk.tap(page.getByRole('dialog').getByRole('button', { name: zh.frame.close }))
  })

  await test.step('a paper below the second camera takes the large place at the desk', async () => {
    await kiosk.tap(caller.at('show-paper'))
    await expect(caller.at('paper-camera')).toContainText(words.talk.paperTitle) // its own camera, not the one for the face
    await moving(caller.at('paper-camera').locator('video'))
    await expect(main).toContainText(consoleZh.call.paperShown)
    await lawyer.sees()
    await kiosk.tap(caller.at('paper-stop'))
    await expect(main).not.toContainText(consoleZh.call.paperShown)
    await lawyer.sees()
  })

  await test.step('staff are called, which the desk and the operator see', async () => {
    await kiosk.tap(caller.at('staff'))
    await expect(page.getByText(words.talk.staffCalled)).toBeVisible()
    await expect(lawyer.page.getByText(consoleZh.call.staff)).toBeVisible()
    await desk.go('/')
    await expect(desk.page.getByText(consoleZh.what['staff-called']).first()).toBeVisible()
  })
  await lawyer.finish('材料看过了。')
})
