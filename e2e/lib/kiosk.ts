import { expect, type APIResponse, type Locator, type Page } from '@playwright/test'
import type { Content, Guide, Terminal } from '../../kiosk-ui/src/api/types.ts'
import type { Guard } from './guard.ts'
import type { Installation, Place } from './installation.ts'
import { zh } from './words.ts'

/** The citizen's screen, used as a finger uses it. */
export class Kiosk<Site extends Place = Installation> {
  /** Touches since the page was opened, to count the way to a thing. */
  touches = 0

  constructor(
    readonly page: Page,
    readonly site: Site,
    readonly guard: Guard,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(this.site.launchUrl())
    const { visit } = await this.terminal()
    if (visit) {
      await this.page.request.delete(`${this.site.kioskUrl}/api/visits/current`, { headers: { 'X-Visit': visit.token } })
      await this.page.reload()
    }
    await expect(this.startButton).toBeVisible()
  }

  get startButton(): Locator {
    return this.page.getByRole('button', { name: zh.attract.start })
  }

  button = (name: string | RegExp): Locator => this.page.getByRole('button', { name, exact: typeof name === 'string' })
  heading = (name: string | RegExp): Locator => this.page.getByRole('heading', { name, exact: typeof name === 'string' })

  async tap(target: Locator | string): Promise<void> {
    const at = typeof target === 'string' ? this.button(target) : target
    await at.tap()
    this.touches++
  }

  /** Begins a visit and waits for the home screen. */
  async begin(): Promise<void> {
    await this.tap(this.startButton)
    await expect(this.heading(zh.home.ask)).toBeVisible()
  }

  async beginEnglish(): Promise<void> {
    await this.tap(this.button('English'))
    await expect(this.page.locator('html')).toHaveAttribute('lang', 'en')
  }

  /** Ends the visit and goes on to the attract screen. */
  async end(): Promise<void> {
    await this.tap(this.page.locator('.bottom .end'))
    await expect(this.heading(zh.ended.title)).toBeVisible()
    await this.tap(zh.ended.again)
    await expect(this.startButton).toBeVisible()
  }

  tile = (say: string): Locator => this.page.locator('.tiles').getByRole('button', { name: new RegExp(`^${say}`) })

  /** Goes from home to the guide of a theme by touching its tile, there or among all. */
  async openGuide(id = 'unpaid-wages'): Promise<Guide> {
    const { themes } = await this.content()
    const theme = themes.find((t) => t.guides.includes(id))
    if (theme === undefined) throw new Error(`no theme has the guide ${id}`)
    const guide = await this.guide(id)
    await expect(this.page.getByTestId('all-themes')).toBeAttached() // the home screen is there, with its first tiles
    if ((await this.tile(theme.say.zh).count()) === 0) await this.tap(this.page.getByTestId('all-themes'))
    await this.tap(this.tile(theme.say.zh))
    if (theme.guides.length > 1) await this.tap(this.button(new RegExp(`^${guide.title}`)))
    await expect(this.heading(guide.title)).toBeVisible()
    return guide
  }

  async openPrint(): Promise<Locator> {
    await this.tap(zh.guide.print)
    const dialog = this.page.getByRole('dialog', { name: zh.print.title })
    await expect(dialog).toBeVisible()
    return dialog
  }

  async api<T>(path: string): Promise<T> {
    const answer = await this.page.request.get(this.site.kioskUrl + path)
    expect(answer.status(), `GET ${path}`).toBe(200)
    return (await answer.json()) as T
  }

  terminal = (): Promise<Terminal> => this.api('/api/terminal')
  content = (): Promise<Content> => this.api('/api/content')
  guide = (id: string, lang = 'zh-CN'): Promise<Guide> => this.api(`/api/content/guides/${id}?lang=${lang}&via=tile`)

  /** A call with a visit's token, as an old page would still make it. */
  call = (method: string, path: string, token: string, data?: object): Promise<APIResponse> =>
    this.page.request.fetch(this.site.kioskUrl + path, {
      method,
      headers: { 'X-Visit': token },
      ...(data === undefined ? {} : { data }),
    })

  async token(): Promise<string> {
    return (await this.terminal()).visit?.token ?? ''
  }

  /** Types on the on-screen keyboard, one key after the other. */
  async type(letters: string): Promise<void> {
    const keys = this.page.getByRole('group', { name: zh.keys.board })
    for (const letter of letters) await this.tap(keys.getByRole('button', { name: letter, exact: true }))
  }

  /** Waits for the terminal to say that the printer is (not) ready. */
  async printerReady(ready: boolean): Promise<void> {
    await expect.poll(async () => (await this.terminal()).printer.ready).toBe(ready)
  }

  async readerReady(ready: boolean): Promise<void> {
    await expect.poll(async () => (await this.terminal()).idcard.ready).toBe(ready)
  }
}
