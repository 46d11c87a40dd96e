import { expect, type Locator, type Page } from '@playwright/test'
import type { Guard } from './guard.ts'
import { kioskId, type Installation, type Person } from './installation.ts'
import { consoleZh as words } from './words.ts'

export interface KioskDoc {
  state: string
  online: boolean
  visits_today: number
  prints_today: number
}

/** The operator's console. */
export class Desk {
  constructor(
    readonly page: Page,
    readonly site: Installation,
    readonly guard: Guard,
  ) {}

  async signIn(person: Person): Promise<void> {
    await this.page.goto(`${this.site.fleetUrl}/signin`)
    await this.fill(person)
    await expect(this.page.getByRole('navigation', { name: words.app.nav })).toBeVisible()
  }

  async fill(person: Person): Promise<void> {
    await this.page.getByLabel(words.signin.name, { exact: true }).fill(person.name)
    await this.page.locator('#password').fill(person.password)
    await this.page.getByRole('button', { name: words.signin.submit, exact: true }).click()
  }

  go = (path: string) => this.page.goto(this.site.fleetUrl + path)

  /** Opens the page of the real kiosk. */
  async openKiosk(id = kioskId): Promise<Locator> {
    await this.go(`/kiosks/${id}`)
    const drawer = this.page.getByRole('dialog', { name: words.kiosk.title.replace('{id}', id) })
    await expect(drawer.getByRole('heading', { name: words.kiosk.devices })).toBeVisible()
    return drawer
  }

  async api<T>(path: string): Promise<T> {
    const answer = await this.page.request.get(this.site.fleetUrl + path)
    expect(answer.status(), `GET ${path}`).toBe(200)
    return (await answer.json()) as T
  }

  kiosk = (id = kioskId): Promise<KioskDoc> => this.api(`/api/kiosks/${id}`)

  /** Waits until the fleet has heard of the kiosk. */
  async kioskIs(state: string): Promise<void> {
    await expect.poll(async () => (await this.kiosk()).state).toBe(state)
  }

  /** Gives a command in the kiosk's drawer and confirms it. */
  async command(drawer: Locator, name: string): Promise<void> {
    await drawer.getByRole('button', { name, exact: true }).click()
    await this.page.getByRole('button', { name: words.commandDo.replace('{what}', name) }).click()
  }
}
