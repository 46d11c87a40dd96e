import type { Locator } from '@playwright/test'
import { daemonAway, refused } from '../lib/guard.ts'
import { absentId, kioskId } from '../lib/installation.ts'
import { expect, test } from '../lib/test.ts'
import { consoleZh as words, say, zh } from '../lib/words.ts'

test('signing in: wrong, locked after five failures, missing', async ({ door, site, guard }) => {
  guard.expectErrors(refused(401, 423, 429))
  const person = await site.addPerson('forgetful', 'viewer')
  await door.go('/')
  const alert = door.page.getByRole('alert')
  await door.page.getByRole('button', { name: words.signin.submit, exact: true }).click()
  await expect(alert).toHaveText(words.signin.missing)
  for (let n = 0; n < 5; n++) {
    await door.fill({ ...person, password: `wrong ${n}` })
    await expect(door.page.locator('#password')).toHaveValue('')
    await expect(alert).toBeVisible()
  }
  await door.fill(person)
  await expect(alert).toHaveText(words.signin.locked)
  const other = await door.page.request.post(`${site.fleetUrl}/api/session`, { data: { name: 'nobody', password: 'x' } })
  expect(other.status(), 'unknown names look like wrong passwords').toBe(401)
})

test('without a session nothing is told, and other sites cannot act', async ({ door, desk, site }) => {
  expect(door).toBe(desk)
  const { request } = door.page
  const cross = await request.post(`${site.fleetUrl}/api/kiosks/${kioskId}/commands`, {
    data: { kind: 'page.reload' },
    headers: { Origin: 'http://attacker.example' },
  })
  expect(cross.status()).toBe(403)
  for (const path of ['/api/overview', '/api/kiosks', `/api/kiosks/${kioskId}`, '/api/audit', '/api/live']) {
    const answer = await fetch(site.fleetUrl + path)
    expect(answer.status, path).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/problem+json')
  }
})

test('a viewer sees everything and commands nothing', async ({ door, site }) => {
  await door.signIn(site.viewer)
  const drawer = await door.openKiosk()
  await expect(drawer.getByText(words.kiosk.commandsViewer)).toBeVisible()
  for (const name of ['visit-end', 'print-test', 'page-reload'] as const) {
    await expect(drawer.getByRole('button', { name: words.command[name], exact: true })).toBeDisabled()
  }
  const command = await door.page.request.post(`${site.fleetUrl}/api/kiosks/${kioskId}/commands`, {
    data: { kind: 'page.reload' },
    headers: { Origin: site.fleetUrl },
  })
  expect(command.status()).toBe(403)
})

const county = (table: Locator, name: string) => table.getByRole('row').filter({ has: table.page().getByRole('rowheader', { name, exact: true }) })

test('ten counties; a centre counts only while a kiosk of it is in service', async ({ desk, site }) => {
  desk.guard.expectErrors(...daemonAway)
  await desk.kioskIs('in-service')
  await desk.go('/')
  const table = desk.page.getByRole('table', { name: words.overview.table })
  await expect(desk.page.locator('.county')).toHaveCount(10)
  await expect(county(table, '云岩区')).toContainText('1/1')
  await expect(county(table, '南明区')).toContainText('0/1')

  await site.agent.kill()
  await expect(county(table, '云岩区')).toContainText('0/1')
  const attention = desk.page.getByRole('region', { name: words.overview.attention })
  await expect(attention.getByRole('link').filter({ hasText: kioskId })).toContainText(words.what.offline)
  await site.agent.start()
  await expect(county(table, '云岩区')).toContainText('1/1')
  await expect(attention.getByRole('link').filter({ hasText: kioskId })).toHaveCount(0)
})

test("a kiosk's page follows its devices live", async ({ desk, site }) => {
  await desk.kioskIs('in-service')
  const drawer = await desk.openKiosk()
  const state = drawer.locator('.sum .badge')
  await expect(state).toHaveText(words.state['in-service'])
  await site.vterm.printer({ paper: 0 })
  await expect(state).toHaveText(words.state.impaired)
  await expect(drawer.getByText(words.reason['media-empty']).first()).toBeVisible()
  await site.vterm.printer({ paper: 250 })
  await expect(state).toHaveText(words.state['in-service'])
  await site.vterm.unplugReader()
  await expect(state).toHaveText(words.state.impaired)
  await site.vterm.plugReader()
  await expect(state).toHaveText(words.state['in-service'])
  await expect(drawer.locator('.line').filter({ hasText: words.device.idcard }).first()).toBeVisible()
})

test('the list filters, searches and opens by keyboard', async ({ desk }) => {
  await desk.kioskIs('in-service')
  await desk.go('/kiosks')
  const rows = desk.page.getByRole('table', { name: words.list.rows }).locator('tbody tr')
  await expect(rows).toHaveCount(2)
  await desk.page.getByLabel(words.list.state, { exact: true }).selectOption('never-seen')
  await expect(rows).toHaveCount(1)
  await expect(rows).toContainText(absentId)
  await desk.page.getByLabel(words.list.state, { exact: true }).selectOption('')
  await expect(rows).toHaveCount(2)
  await desk.page.getByLabel(words.list.search).fill('云岩')
  await expect(rows).toHaveCount(1)
  await rows.first().focus()
  await desk.page.keyboard.press('Enter')
  await expect(desk.page.getByRole('dialog', { name: say(words.kiosk.title, { id: kioskId }) })).toBeVisible()
})

test('a command reaches the kiosk, answers, and stands in the audit', async ({ desk, site }) => {
  await desk.kioskIs('in-service')
  const papers = (await site.vterm.papers()).length
  const drawer = await desk.openKiosk()
  await desk.command(drawer, words.command['print-test'])
  await expect(drawer.getByText(words.commandState.done, { exact: true }).first()).toBeVisible()
  await expect.poll(async () => (await site.vterm.papers()).length).toBe(papers + 1)
  await desk.go('/audit')
  const line = desk.page.getByRole('row').filter({ hasText: words.action['command-print-test'] }).first()
  await expect(line).toContainText(site.operator.name)
  await expect(line).toContainText(kioskId)
})

test('a running visit shows, without a word about the person', async ({ kiosk, desk }) => {
  await desk.kioskIs('in-service')
  const drawer = await desk.openKiosk()
  await expect(drawer.getByText(words.kiosk.notVisiting)).toBeVisible()
  await kiosk.begin()
  await expect(drawer.getByText(words.kiosk.visiting)).toBeVisible()
  await kiosk.tap(kiosk.button(new RegExp(zh.home.card)))
  await kiosk.tap(zh.card.agree)
  await kiosk.site.vterm.putCard('citizen')
  await expect(kiosk.page.getByText(zh.card.take)).toBeVisible()
  await expect(drawer.getByText(words.event['card-read']).first()).toBeVisible()
  const { items } = await desk.api<{ items: object[] }>(`/api/kiosks/${kioskId}/events?limit=50`)
  expect(JSON.stringify(items)).not.toMatch(/测试甲|110101/)
})

test('signing out ends the session', async ({ desk, site }) => {
  await desk.go('/')
  await desk.page.getByRole('button', { name: `${words.app.account} ${site.operator.name}` }).click()
  await desk.page.getByRole('menuitem', { name: words.app.signOut }).click()
  await expect(desk.page.getByText(words.signin.out)).toBeVisible()
  await expect.poll(async () => (await desk.page.request.get(`${site.fleetUrl}/api/session`)).status()).toBe(401)
})
