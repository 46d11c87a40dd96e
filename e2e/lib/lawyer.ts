import { expect, type Locator, type Page } from '@playwright/test'
import type { Guard } from './guard.ts'
import type { Installation, Lawyer } from './installation.ts'
import { moving } from './picture.ts'
import { consoleZh as words } from './words.ts'

/** A lawyer at the desk. */
export class LawyerDesk {
  constructor(
    readonly page: Page,
    readonly site: Installation,
    readonly guard: Guard,
    readonly lawyer: Lawyer,
  ) {}

  at = (name: string): Locator => this.page.locator(`[data-test="${name}"]`)

  async signIn(): Promise<void> {
    await this.page.goto(`${this.site.fleetUrl}/signin`)
    await this.page.getByLabel(words.signin.name, { exact: true }).fill(this.lawyer.name)
    await this.page.locator('#password').fill(this.lawyer.password)
    await this.page.getByRole('button', { name: words.signin.submit, exact: true }).click()
    await this.page.locator('#code').fill(this.site.code(this.lawyer))
    await this.page.locator('#code').press('Enter')
    await expect(this.at('duty')).toBeVisible()
  }

  async duty(state: 'on' | 'busy' | 'away'): Promise<void> {
    const radio = this.at('duty').locator(`input[value="${state}"]`)
    await radio.check({ force: true })
    await expect(radio).toBeChecked()
  }

  ring = (): Locator => this.at('ring').first()

  async answer(): Promise<void> {
    await this.ring().locator('.answer').click()
    await expect(this.at('call')).toBeVisible()
  }

  remote = (): Locator => this.at('remote-main').locator('video')

  /** Waits until the other side's picture moves. */
  sees = (): Promise<void> => moving(this.remote())

  async finish(summary: string): Promise<void> {
    await this.at('finish').click()
    await this.at('outcome-advice').check({ force: true })
    await this.at('summary').fill(summary)
    await this.at('finish-do').click()
    await expect(this.at('rings')).toBeVisible()
  }

  async api<T>(path: string): Promise<T> {
    const answer = await this.page.request.get(this.site.fleetUrl + path)
    expect(answer.status(), `GET ${path}`).toBe(200)
    return (await answer.json()) as T
  }
}
