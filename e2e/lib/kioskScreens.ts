import { expect, type WebSocketRoute } from '@playwright/test'
import type { Screen } from '../../kiosk-ui/src/nav.ts'
import type { Kiosk } from './kiosk.ts'
import { planStops } from './planScreens.ts'

export interface Mood {
  lang?: 'en'
  elder?: boolean
  contrast?: boolean
  lowered?: boolean
}

export interface Stop {
  name: string
  show: (walk: Walk) => Promise<void>
}

/**
 * A walk past every screen of the kiosk. Screens are entered as after a
 * reload, which the page can at any time, and gone on from by touch.
 */
export class Walk {
  private events: WebSocketRoute | undefined

  constructor(
    readonly kiosk: Kiosk,
    readonly mood: Mood,
  ) {}

  /** Lets the walk speak for the daemon where waiting for it would take minutes. */
  async prepare(): Promise<void> {
    await this.kiosk.page.routeWebSocket(/\/api\/events$/, (route) => {
      route.connectToServer()
      this.events = route
    })
  }

  tell(type: string, data: object): void {
    this.events?.send(JSON.stringify({ type, data }))
  }

  async begin(): Promise<void> {
    const { page } = this.kiosk
    if ((await this.kiosk.token()) !== '') return
    const answer = await page.request.post(`${this.kiosk.site.kioskUrl}/api/visits`, { data: { lang: this.mood.lang ?? 'zh-CN' } })
    expect(answer.ok(), 'a visit begins').toBe(true)
    const { token } = (await answer.json()) as { token: string }
    const { lang: _, ...settings } = this.mood
    await this.kiosk.call('PATCH', '/api/visits/current', token, settings)
  }

  async at(...stack: Screen[]): Promise<void> {
    const { page } = this.kiosk
    await this.begin()
    await page.evaluate((s) => sessionStorage.setItem('lawkiosk.stack', s), JSON.stringify([{ name: 'home' }, ...stack]))
    await page.reload()
    await page.locator('.frame').waitFor()
  }

  tap = (selector: string) => this.kiosk.tap(this.kiosk.page.locator(selector).first())
  see = (selector: string) => this.kiosk.page.locator(selector).first().waitFor()
}

/** Until a form's paper is drawn. */
async function seen(w: Walk): Promise<void> {
  const sheet = w.kiosk.page.getByTestId('sheet')
  await expect(sheet).toBeVisible()
  await expect.poll(() => sheet.evaluate((c: HTMLCanvasElement) => c.getContext('2d')!.getImageData(0, 0, c.width, c.height).data.some((v, i) => i % 4 < 3 && v < 60))).toBe(true)
}

const guide: Screen = { name: 'guide', id: 'unpaid-wages', via: 'tile' }
const form: Screen = { name: 'form', id: 'arbitration-application' }

export const stops: Stop[] = [
  { name: 'attract', show: (w) => w.see('.attract .start') },
  { name: 'home', show: (w) => w.at() },
  { name: 'theme', show: (w) => w.at({ name: 'theme', id: 'unpaid-wages' }) },
  { name: 'guide', show: async (w) => { await w.at(guide); await w.see('.guide h1') } },
  { name: 'guide-phone', show: async (w) => { await w.tap('.tools .phone'); await w.see('[role=dialog] img') } },
  {
    name: 'guide-print',
    show: async (w) => {
      await w.tap('[role=dialog] .close')
      await w.tap('.tools .print')
      await w.see('[role=dialog] .go')
    },
  },
  {
    name: 'guide-printing',
    show: async (w) => {
      await w.kiosk.site.vterm.printer({ page_ms: 60_000 })
      await w.tap('[role=dialog] .go')
      await w.see('.progress.printing')
    },
  },
  { name: 'guide-stopped', show: async (w) => { await w.kiosk.site.vterm.printer({ paper: 0, page_ms: 20 }); await w.see('.progress.stopped') } },
  { name: 'guide-printed', show: async (w) => { await w.kiosk.site.vterm.printer({ paper: 250 }); await w.see('.progress.printed') } },
  ...planStops,
  { name: 'search', show: async (w) => { await w.at({ name: 'search' }); await w.see('.ask input') } },
  { name: 'search-hits', show: async (w) => { await w.kiosk.page.locator('.ask input').fill(w.mood.lang === 'en' ? 'wages' : '工资'); await w.see('.found .list button') } },
  { name: 'search-none', show: async (w) => { await w.kiosk.page.locator('.ask input').fill('@@@@'); await w.see('.found .count') } },
  { name: 'lawyer', show: (w) => w.at({ name: 'lawyer' }) },
  { name: 'centres', show: (w) => w.at({ name: 'centres' }) },
  { name: 'forms', show: async (w) => { await w.at({ name: 'forms' }); await w.see('.stack button') } },
  { name: 'form', show: async (w) => { await w.at({ name: 'forms' }, form); await w.see('.buttons .main') } },
  { name: 'form-ask', show: async (w) => { await w.tap('.buttons .main'); await w.see('.ask input') } },
  { name: 'form-fault', show: async (w) => { await w.tap('.ask .buttons .main'); await w.see('.fault') } },
  { name: 'form-early', show: async (w) => { await w.kiosk.page.locator('.ask input').fill('测试1'); await w.see('.fault') } },
  {
    name: 'form-review',
    show: async (w) => {
      await w.kiosk.page.locator('.ask input').fill('测试甲')
      await w.tap('.ask .buttons .btn:nth-child(2)')
      await w.see('button.go')
    },
  },
  { name: 'form-look', show: async (w) => { await w.tap('[data-testid=look-at]'); await seen(w) } },
  { name: 'form-look-large', show: async (w) => { await w.tap('[data-testid=zoom]'); await w.see('.way'); await seen(w) } },
  { name: 'form-kept', show: async (w) => { await w.tap('.ends .btn'); await w.tap('[data-testid=keep]'); await w.see('[data-testid=draft-code]') } },
  { name: 'form-resume', show: async (w) => { await w.at({ name: 'forms' }, { name: 'resume' }); await w.see('.digits input') } },
  {
    name: 'form-resume-wrong',
    show: async (w) => {
      await w.kiosk.page.locator('.digits input').fill('000000000001')
      await w.tap('button.go')
      await w.see('[role=alert]')
    },
  },
  { name: 'services', show: async (w) => { await w.at({ name: 'services' }); await w.see('.stack button') } },
  { name: 'service', show: async (w) => { await w.at({ name: 'service', id: 'notary' }); await w.see('.tools .print') } },
  { name: 'opinions', show: async (w) => { await w.at({ name: 'opinions' }); await w.see('.stack button') } },
  { name: 'opinion-closed', show: async (w) => { await w.at({ name: 'opinion', id: 'sample-bicycle-charging' }); await w.see('[data-testid=feedback]') } },
  { name: 'opinion', show: async (w) => { await w.at({ name: 'opinion', id: 'sample-village-adviser' }); await w.see('[data-testid=opinion-begin]') } },
  { name: 'opinion-ask', show: async (w) => { await w.tap('[data-testid=opinion-begin]'); await w.see('[data-testid=choice-1]') } },
  {
    name: 'opinion-write',
    show: async (w) => {
      for (let n = 0; n < 3; n++) await w.tap('[data-testid=choice-1]')
      await w.see('[data-testid=opinion-next]')
    },
  },
  { name: 'opinion-review', show: async (w) => { await w.tap('[data-testid=opinion-next]'); await w.see('[data-testid=opinion-send]') } },
  { name: 'opinion-sent', show: async (w) => { await w.tap('[data-testid=opinion-send]'); await w.see('[data-testid=receipt-number]') } },
  { name: 'rating', show: async (w) => { await w.tap('[data-testid=rate]'); await w.see('[data-testid=grade-5]') } },
  { name: 'rating-low', show: async (w) => { await w.tap('[data-testid=grade-2]'); await w.see('.tags button') } },
  { name: 'card', show: async (w) => { await w.at({ name: 'card' }); await w.see('.answers') } },
  { name: 'card-place', show: async (w) => { await w.tap('.answers .btn:nth-child(2)'); await w.see('.card .art') } },
  { name: 'card-failed', show: async (w) => { await w.kiosk.site.vterm.putCard('other'); await w.see('.card .main') } },
  {
    name: 'card-read',
    show: async (w) => {
      await w.kiosk.site.vterm.liftCard()
      await w.tap('.card .main')
      await w.see('.card .wide:only-of-type')
      await w.kiosk.site.vterm.putCard('citizen')
      await w.see('.card .main')
    },
  },
  { name: 'home-named', show: async (w) => { await w.tap('.card .main'); await w.see('.home h1') } },
  { name: 'idle', show: async (w) => { w.tell('visit.warning', { seconds_left: 23 }); await w.see('[role=alertdialog]') } },
  { name: 'ended', show: async (w) => { await w.tap('[role=alertdialog] .btn:not(.main)'); await w.see('.ended .again') } },
]

/** Until letters are drawn in their own font. */
export async function settled(kiosk: Kiosk): Promise<void> {
  await kiosk.page.evaluate(() => document.fonts.ready.then(() => undefined))
}
