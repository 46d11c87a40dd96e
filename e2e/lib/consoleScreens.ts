import { expect } from '@playwright/test'
import type { Desk } from './desk.ts'
import { absentId } from './installation.ts'
import { consoleZh as words } from './words.ts'

export interface Page {
  name: string
  show: (desk: Desk) => Promise<void>
}

const visible = (desk: Desk, selector: string) => expect(desk.page.locator(selector).first()).toBeVisible()

/** Every page of the console, the first two before one has signed in. */
export const outside: Page[] = [
  { name: 'signin', show: async (d) => { await d.go('/signin'); await visible(d, 'form button') } },
  {
    name: 'signin-wrong',
    show: async (d) => {
      await d.fill({ name: 'nobody', password: 'not this one' })
      await expect(d.page.getByRole('alert')).toHaveText(words.signin.wrong)
    },
  },
]

export const inside: Page[] = [
  { name: 'overview', show: async (d) => { await d.go('/'); await visible(d, '#counties td') } },
  { name: 'county', show: async (d) => { await d.go('/?county=520103'); await visible(d, '.side-drawer .kiosk') } },
  { name: 'kiosks', show: async (d) => { await d.go('/kiosks'); await visible(d, 'tbody tr') } },
  { name: 'kiosks-none', show: async (d) => { await d.go('/kiosks?q=zzzz'); await expect(d.page.getByText(words.list.empty)).toBeVisible() } },
  { name: 'kiosk', show: async (d) => { const drawer = await d.openKiosk(); await expect(drawer.locator('ol .line').first()).toBeVisible() } },
  {
    name: 'kiosk-command',
    show: async (d) => {
      await d.page.getByRole('button', { name: words.command['page-reload'], exact: true }).click()
      await expect(d.page.getByText(words.commandAsk['page-reload'])).toBeVisible()
    },
  },
  { name: 'kiosk-never-seen', show: async (d) => { await d.openKiosk(absentId) } },
  { name: 'opinions', show: async (d) => { await d.go('/opinions'); await visible(d, '[data-test=opinion]') } },
  { name: 'ratings', show: async (d) => { await d.go('/ratings'); await visible(d, '[data-test=low]') } },
  { name: 'audit', show: async (d) => { await d.go('/audit'); await visible(d, 'tbody tr') } },
  { name: 'lost', show: async (d) => { await d.go('/nowhere'); await expect(d.page.getByText(words.page.lostText)).toBeVisible() } },
]
