import { readdirSync } from 'node:fs'
import { expect, type Browser, type Locator } from '@playwright/test'
import { findings } from './axe.ts'
import type { Kiosk } from './kiosk.ts'
import { settled } from './kioskScreens.ts'
import { elderSizes, misfits, plainSizes } from './layout.ts'
import { flat, textOf } from './pdf.ts'
import { say, zh } from './words.ts'

/** A day of the calendar, counted by hand and without the product. */
export class Day {
  private constructor(readonly date: Date) {}

  static today(): Day {
    return Day.of(new Date(Date.now() + 8 * 3600_000).toISOString().slice(0, 10))
  }
  static of(text: string): Day {
    return new Day(new Date(`${text}T00:00:00Z`))
  }
  /** The same day of another month, or the last one of a month that lacks it. */
  months(n: number): Day {
    const [y, m, d] = [this.date.getUTCFullYear(), this.date.getUTCMonth() + n, this.date.getUTCDate()]
    return new Day(new Date(Date.UTC(y, m, Math.min(d, new Date(Date.UTC(y, m + 1, 0)).getUTCDate()))))
  }
  days(n: number): Day {
    return new Day(new Date(this.date.getTime() + n * 86_400_000))
  }
  left(): number {
    return Math.round((this.date.getTime() - Day.today().date.getTime()) / 86_400_000)
  }
  get said(): string {
    return `${this.date.getUTCFullYear()}年${this.date.getUTCMonth() + 1}月${this.date.getUTCDate()}日`
  }
}

/** One citizen's way from the first screen to the papers, by touch alone. */
export class Story {
  questions = 0

  constructor(
    readonly kiosk: Kiosk,
    readonly elder: boolean,
  ) {}

  get page() {
    return this.kiosk.page
  }
  id = (name: string): Locator => this.page.getByTestId(name)
  tap = (name: string) => this.kiosk.tap(this.id(name))

  /** The screen that is shown is accessible and whole. */
  async check(name: string): Promise<void> {
    await settled(this.kiosk)
    const faults = [...(await findings(this.page)), ...(await misfits(this.page, this.elder ? elderSizes : plainSizes))]
    expect(faults, name).toEqual([])
  }

  /** From the attract screen by the theme's tile to the first question. */
  async begin(theme: string): Promise<void> {
    await this.kiosk.begin()
    if (this.elder) {
      await this.kiosk.tap(zh.frame.elder)
      await expect(this.page.locator('html')).toHaveAttribute('data-elder')
    }
    const { themes } = await this.kiosk.content()
    const tile = this.kiosk.tile(themes.find((t) => t.id === theme)!.say.zh)
    await expect(this.id('all-themes')).toBeAttached()
    if ((await tile.count()) === 0) {
      await this.tap('all-themes')
      await this.check('all themes')
    }
    await this.kiosk.tap(tile)
    await this.tap('journey-door')
    await expect(this.page.getByText(say(zh.plan.step, { n: 1 }), { exact: true })).toBeVisible()
    await this.check('the first question')
  }

  private async asked(): Promise<void> {
    this.questions++
    await expect(this.page.getByText(say(zh.plan.step, { n: this.questions }), { exact: true })).toBeVisible()
  }

  async choose(answer: string): Promise<void> {
    await this.asked()
    await this.tap(`choice-${answer}`)
  }

  /** Answers with a day: a quick choice, then the wheels from there on. */
  async day(quick: 'today' | 'month' | 'half' | 'year', turns: string[] = []): Promise<Day> {
    await this.asked()
    const day = await this.turn(quick, turns)
    await this.check(`question ${this.questions}, a day`)
    await this.tap('journey-next')
    return day
  }

  /** Turns the wheels and gives the day that they say. */
  async turn(quick: 'today' | 'month' | 'half' | 'year', turns: string[] = []): Promise<Day> {
    const at = Day.today().months({ today: 0, month: -1, half: -6, year: -12 }[quick])
    await this.kiosk.tap(this.page.locator('.quick').getByRole('button', { name: zh.plan.ago[quick], exact: true }))
    await expect(this.id('date-said')).toContainText(at.said)
    for (const t of turns) await this.tap(t)
    const [, y, m, d] = /(\d+)年(\d+)月(\d+)日/.exec(await this.id('date-said').innerText())!
    return Day.of(`${y}-${m!.padStart(2, '0')}-${d!.padStart(2, '0')}`)
  }

  async amount(digits: string): Promise<void> {
    await this.asked()
    await this.keys(digits)
    await this.check(`question ${this.questions}, a sum`)
    await this.tap('journey-next')
  }

  async keys(digits: string): Promise<void> {
    for (const d of digits) await this.kiosk.tap(this.page.locator('.keypad').getByRole('button', { name: d, exact: true }))
    await expect(this.id('number-shown')).toContainText(Number(digits).toLocaleString('zh-CN'))
  }

  async unsure(): Promise<void> {
    await this.asked()
    await this.tap('journey-unknown')
  }

  /** The plan: its days in order, things to bring, the nearest office with its hours. */
  async plan(...periods: string[]): Promise<void> {
    await expect(this.id('print-all')).toBeVisible()
    const shown = this.page.locator('[data-testid^="period-"]')
    expect(await shown.evaluateAll((all) => all.map((e) => e.getAttribute('data-testid')))).toEqual(periods.map((p) => `period-${p}`))
    const { centre } = await this.kiosk.terminal()
    for (const part of [centre.name.zh, centre.address.zh, centre.phone, centre.hours.zh]) await expect(this.id('office-centre')).toContainText(part)
    await this.check('the plan')
    const thing = this.id('bring-0')
    await thing.scrollIntoViewIfNeeded()
    await this.kiosk.tap(thing)
    await expect(thing).toHaveAttribute('aria-checked', 'true')
    await expect(this.page.getByText(/^备好 1 样/)).toBeVisible()
  }

  /** A period's last day and the days that are left. */
  async due(period: string, last: Day): Promise<void> {
    const card = this.id(`period-${period}`)
    await expect(card).toContainText(last.said)
    await expect(card.getByTestId('left')).toHaveText(say(zh.plan.left, { n: last.left() }))
  }

  async scrollTo(name: string): Promise<Locator> {
    const it = this.id(name).first()
    await it.scrollIntoViewIfNeeded()
    return it
  }
  async tapFar(name: string): Promise<void> {
    await this.kiosk.tap(await this.scrollTo(name))
  }

  /** Prints what is chosen and gives the text of each paper, in order. */
  async print(...leaveOut: RegExp[]): Promise<string[]> {
    const { vterm } = this.kiosk.site
    const before = (await vterm.papers()).length
    await this.tap('print-all')
    const dialog = this.page.getByRole('dialog', { name: zh.plan.printTitle })
    await expect(dialog).toBeVisible()
    await this.check('what to print')
    const boxes = dialog.getByRole('checkbox')
    for (const box of await boxes.all()) {
      const text = await box.innerText()
      if (leaveOut.some((r) => r.test(text))) await this.kiosk.tap(box)
    }
    const wanted = await dialog.locator('[aria-checked="true"]').count()
    await this.kiosk.tap(say(zh.plan.printGo, { n: wanted }))
    await expect(dialog.getByText(say(zh.plan.printNow, { n: wanted, total: wanted }))).toBeVisible({ timeout: 60_000 })
    await expect(dialog.locator('.progress.printed')).toBeVisible()
    await this.check('all is printed')
    const papers = (await vterm.papers()).slice(0, -before || undefined).reverse()
    expect(papers, 'papers that came out').toHaveLength(wanted)
    await this.kiosk.tap(dialog.getByRole('button', { name: zh.print.done, exact: true }))
    return Promise.all(papers.map(async (p) => flat(`${p.name} ${await textOf(this.kiosk.site.path('printed', p.file))}`)))
  }

  /** Takes the first guide along: the code's page opens at the fleet. */
  async takeAlong(browser: Browser, guide: string): Promise<void> {
    await this.tap('take-along')
    const code = this.page.getByRole('dialog').getByRole('img', { name: zh.phone.label })
    await expect.poll(() => code.evaluate((img: HTMLImageElement) => img.complete && img.naturalWidth > 0)).toBe(true)
    await expect(code).toHaveAttribute('src', `/api/content/qr/${guide}.svg`)
    await this.check('the code')
    const { qr, title } = await this.kiosk.api<{ qr: string; title: string }>(`/api/content/guides/${guide}?lang=zh-CN`)
    const context = await browser.newContext({ viewport: { width: 390, height: 844 }, locale: 'zh-CN' })
    await this.kiosk.guard.watch(context)
    const phone = await context.newPage()
    await phone.goto(qr)
    await expect(phone.getByRole('heading', { name: title })).toBeVisible()
    await context.close()
    await this.kiosk.tap(this.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
  }

  /** Nothing of the visit is left in the page, its storage, the daemon or the spool. */
  async wiped(...secrets: string[]): Promise<void> {
    await expect.poll(() => this.kiosk.token()).toBe('')
    await expect.poll(() => readdirSync(this.kiosk.site.path('kiosk'), { recursive: true, encoding: 'utf8' }).filter((f) => /spool.+\.(pdf|json)$/.test(f))).toEqual([])
    const kept = await this.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }) + document.documentElement.outerHTML)
    for (const s of [...secrets, '"journey"', '"plan"']) expect(kept, 'page and storage').not.toContain(s)
    for (const { name, text } of this.kiosk.site.logs()) for (const s of secrets) expect(text, `${name}'s log`).not.toContain(s)
  }
}
