import { findings } from '../lib/axe.ts'
import { expect, test } from '../lib/test.ts'
import { consoleZh, zh } from '../lib/words.ts'

// The shortest times that the configuration allows.
test.use({ timing: { idle: '10s', warn: '5s' } })

test('the idle warning counts down; a touch goes on with the same visit', async ({ kiosk }) => {
  await kiosk.begin()
  const token = await kiosk.token()
  const warning = kiosk.page.getByRole('alertdialog')
  await expect(warning).toBeVisible()
  await expect(warning.getByText(/\d 秒后结束/)).toBeVisible()
  await expect(kiosk.page.locator('.bottom .end')).toContainText('秒')
  await kiosk.tap(zh.idle.stay)
  await expect(warning).toBeHidden()
  await expect(kiosk.heading(zh.home.ask)).toBeVisible()
  expect(await kiosk.token()).toBe(token)
})

test('the warning can end the visit', async ({ kiosk }) => {
  await kiosk.begin()
  await expect(kiosk.page.getByRole('alertdialog')).toBeVisible()
  await kiosk.tap(zh.idle.leave)
  await expect(kiosk.heading(zh.ended.title)).toBeVisible()
  await expect(kiosk.page.getByText(zh.ended.timeout), 'not because the time ran out').toBeHidden()
  await expect.poll(() => kiosk.token()).toBe('')
})

test('without a touch the visit ends by itself and reminds of the card', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.tap(kiosk.button(new RegExp(zh.home.card)))
  await kiosk.tap(zh.card.agree)
  await kiosk.site.vterm.putCard('citizen')
  await expect(kiosk.page.getByText(zh.card.take)).toBeVisible()
  const token = await kiosk.token()
  await expect(kiosk.page.getByRole('alertdialog')).toBeVisible()
  await expect(kiosk.heading(zh.ended.title)).toBeVisible()
  await expect(kiosk.page.getByText(zh.ended.timeout)).toBeVisible()
  await expect(kiosk.page.getByText(zh.ended.card)).toBeVisible()
  expect(await findings(kiosk.page)).toEqual([])
  expect((await kiosk.call('POST', '/api/visits/current/activity', token, {})).status()).toBe(409)
  await expect(kiosk.startButton).toBeVisible()
})

test("the operator's word ends the visit", async ({ kiosk, desk }) => {
  await desk.kioskIs('in-service')
  const drawer = await desk.openKiosk()
  await kiosk.begin()
  await desk.command(drawer, consoleZh.command['visit-end'])
  await expect(kiosk.heading(zh.ended.title)).toBeVisible()
  await expect(drawer.getByText(consoleZh.commandState.done, { exact: true }).first()).toBeVisible()
  await desk.go('/audit')
  await expect(desk.page.getByRole('cell', { name: consoleZh.action['command-visit-end'] }).first()).toBeVisible()
})
