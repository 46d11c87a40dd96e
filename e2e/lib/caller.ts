import { expect, type Locator } from '@playwright/test'
import type { Call } from '../../kiosk-ui/src/meeting/types.ts'
import type { Place } from './installation.ts'
import type { Kiosk } from './kiosk.ts'
import { moving } from './picture.ts'
import { zh } from './words.ts'

const words = zh.meeting

/** A citizen who wants to see a lawyer, at a kiosk. */
export class Caller {
  constructor(readonly kiosk: Kiosk<Place>) {}

  get page() {
    return this.kiosk.page
  }

  at = (id: string): Locator => this.page.getByTestId(id)

  /** From the first screen to the check of camera and microphone. */
  async toCheck(guide = 'unpaid-wages'): Promise<void> {
    await this.kiosk.begin()
    await this.kiosk.openGuide(guide)
    await this.kiosk.tap(this.kiosk.button(new RegExp(words.video)).first())
    await expect(this.kiosk.button(words.check.start)).toBeEnabled()
  }

  async toQueue(guide?: string): Promise<void> {
    await this.toCheck(guide)
    await this.kiosk.tap(words.check.start)
    await expect(this.kiosk.heading(words.queue.title)).toBeVisible()
  }

  /** The call that the daemon knows of. */
  async call(): Promise<Call> {
    const { call } = await this.kiosk.api<{ call: Call | null }>('/api/meeting')
    if (call === null) throw new Error('the kiosk has no call')
    return call
  }

  talk = (): Locator => this.at('talk')

  /** Waits until the lawyer's picture moves. */
  async sees(): Promise<void> {
    await expect(this.talk()).toBeVisible()
    await moving(this.talk().locator('video:not(.mirror)'))
  }

  /** Ends the visit while a call waits or runs. */
  async endVisit(): Promise<void> {
    await this.kiosk.tap(this.page.locator('.bottom .end'))
    await this.kiosk.tap(this.page.getByRole('dialog').getByRole('button', { name: words.endVisit.yes, exact: true }))
    await expect(this.kiosk.heading(zh.ended.title)).toBeVisible()
  }

  async leave(): Promise<void> {
    await this.kiosk.tap(this.talk().getByRole('button', { name: words.talk.leave }))
    await this.kiosk.tap(this.page.getByRole('dialog').getByRole('button', { name: words.talk.leaveYes }))
  }
}
