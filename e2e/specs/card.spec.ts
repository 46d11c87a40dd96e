import { readdirSync } from 'node:fs'
import type { Form } from '../../kiosk-ui/src/api/types.ts'
import type { Kiosk } from '../lib/kiosk.ts'
import { flat, textOf } from '../lib/pdf.ts'
import { expect, test } from '../lib/test.ts'
import { say, zh } from '../lib/words.ts'

const card = { name: '测试甲', id: '110101199003070070', address: '北京市东城区测试路一号样本楼二单元三〇一室', birth: '1990-03-07' }
const typed = { phone: '13800000000', employer: '测试样本有限公司', claims: '支付拖欠的工资12000元', facts: '2026年1月上班，从3月起没有发工资。' }

async function openCard(kiosk: Kiosk) {
  await kiosk.tap(kiosk.button(new RegExp(zh.home.card)))
  await expect(kiosk.heading(zh.card.title)).toBeVisible()
}

async function readCard(kiosk: Kiosk) {
  await kiosk.tap(zh.card.agree)
  await expect(kiosk.heading(zh.card.place)).toBeVisible()
  await kiosk.site.vterm.putCard('citizen')
  await expect(kiosk.page.getByText(zh.card.take)).toBeVisible()
}

test('the notice says who, why, what and how long; refusing keeps guides open', async ({ kiosk }) => {
  await kiosk.begin()
  await openCard(kiosk)
  const { centre } = await kiosk.terminal()
  for (const text of [centre.name.zh, centre.phone, zh.card.whyText, zh.card.whatText, zh.card.keepText, zh.card.choose]) {
    await expect(kiosk.page.locator('.notice').getByText(text).first()).toBeAttached()
  }
  const token = await kiosk.token()
  const early = await kiosk.call('POST', '/api/card/read', token, {})
  expect(early.status(), 'no reading without consent').toBeGreaterThanOrEqual(400)

  await kiosk.tap(zh.card.refuse)
  await expect(kiosk.heading(zh.home.ask)).toBeVisible()
  await kiosk.openGuide()
  await kiosk.openPrint()
  await kiosk.tap(zh.print.go)
  await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
})

test('a card that is read greets masked, fills a form, prints it, and leaves nothing', async ({ kiosk, site }) => {
  await kiosk.begin()
  await openCard(kiosk)
  await readCard(kiosk)
  const seen = await kiosk.page.locator('main').innerText()
  expect(seen).not.toContain(card.name)
  expect(seen).not.toContain(card.id)
  expect(seen).toMatch(/1\*{16}0/)
  await kiosk.tap(zh.card.go)
  const greeting = kiosk.page.locator('.greeting')
  await expect(greeting).toContainText('测')
  await expect(greeting).not.toContainText(card.name)

  await kiosk.tap(kiosk.button(new RegExp(`^${zh.home.forms}`)))
  const form = await kiosk.api<Form>('/api/content/forms/arbitration-application')
  await kiosk.tap(kiosk.button(new RegExp(`^${form.title.zh}`)))
  await expect(kiosk.page.getByText(zh.forms.fromCard)).toBeVisible()
  await kiosk.tap(zh.forms.start)

  // Only what the card does not say is asked; what is wrong is said at the field.
  const fields = form.parts.flatMap((p) => p.fields)
  const entry = kiosk.page.locator('.entry input, .entry textarea')
  for (const field of fields.filter((f) => !f.card)) {
    await expect(kiosk.heading(new RegExp(`^${field.label.zh}`))).toBeVisible()
    if (field.id === 'phone') {
      await entry.fill('138')
      await kiosk.tap(kiosk.page.locator('.ask .buttons .main'))
      await expect(kiosk.page.getByRole('alert')).toHaveText(zh.fault.phone)
    }
    const value = (typed as Record<string, string>)[field.id]
    if (value !== undefined) await entry.fill(value)
    await kiosk.tap(kiosk.page.locator('.ask .buttons .main'))
  }
  await expect(kiosk.heading(zh.forms.reviewTitle)).toBeVisible()
  await expect(kiosk.page.getByText(card.id)).toBeVisible()
  await kiosk.tap(zh.forms.print)
  await kiosk.tap(zh.print.go)
  await expect(kiosk.page.locator('.progress.printed')).toBeVisible()

  const paper = (await site.vterm.papers())[0]!
  expect(`${paper.file} ${paper.name}`, "a paper's name tells nobody's").not.toContain(card.name)
  const text = flat(await textOf(site.path('printed', paper.file)))
  for (const value of [form.title.zh, form.to.zh, card.name, card.id, card.address, ...Object.values(typed)]) {
    expect(text).toContain(flat(value))
  }

  const token = await kiosk.token()
  expect((await kiosk.page.request.get(`${site.kioskUrl}/api/card/fields`, { headers: { 'X-Visit': token } })).status()).toBe(200)
  await kiosk.tap(kiosk.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
  await kiosk.tap(kiosk.page.locator('.bottom .end'))
  await expect(kiosk.page.getByText(zh.ended.card)).toBeVisible()
  // The page is wiped at the touch; the daemon's own end follows.
  await expect.poll(async () => (await kiosk.terminal()).visit ?? null).toBeNull()

  for (const [method, path] of [['POST', '/api/card/read'], ['POST', '/api/prints'], ['GET', '/api/card/fields'], ['DELETE', '/api/visits/current']] as const) {
    const late = await kiosk.call(method, path, token, method === 'POST' ? { kind: 'guide', id: 'unpaid-wages', lang: 'zh-CN', copies: 1 } : undefined)
    expect([404, 409], `${method} ${path} with the old token`).toContain(late.status())
  }
  await expect.poll(() => spooled(site.path('kiosk'))).toEqual([])

  await kiosk.tap(zh.ended.again)
  await kiosk.begin()
  await expect(kiosk.page.locator('.greeting')).toHaveText(zh.home.hello)
  const next = await kiosk.call('GET', '/api/card/fields', await kiosk.token())
  expect(next.status(), 'the next visitor has no card').toBeGreaterThanOrEqual(400)
  expect(await kiosk.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(card.id)
  for (const { name, text: log } of site.logs()) {
    expect(log, `${name}'s log`).not.toContain(card.id)
    expect(log, `${name}'s log`).not.toContain(card.name)
  }
})

/** What the kiosk's spool still holds. */
function spooled(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' }).filter((f) => /spool.+\.(pdf|json)$/.test(f))
}

test('another card is named as such, and a retry works', async ({ kiosk, site }) => {
  await kiosk.begin()
  await openCard(kiosk)
  await kiosk.tap(zh.card.agree)
  await site.vterm.putCard('other')
  await expect(kiosk.heading(zh.card.failed)).toBeVisible()
  await site.vterm.liftCard()
  await kiosk.tap(zh.card.retry)
  await expect(kiosk.heading(zh.card.place)).toBeVisible()
  await site.vterm.putCard('citizen')
  await expect(kiosk.page.getByText(zh.card.take)).toBeVisible()
})

test('a long name and rare characters are masked too', async ({ kiosk, site }) => {
  await kiosk.begin()
  await openCard(kiosk)
  await kiosk.tap(zh.card.agree)
  await site.vterm.putCard('rare')
  await expect(kiosk.page.getByText(zh.card.take)).toBeVisible()
  await expect(kiosk.page.locator('main')).not.toContainText('䶮')
})

test('without a reader the notice says so and filling by hand works', async ({ kiosk, site }) => {
  await kiosk.begin()
  await openCard(kiosk)
  await site.vterm.unplugReader()
  await expect(kiosk.page.getByText(zh.card.notReady)).toBeVisible()
  await expect(kiosk.button(zh.card.agree)).toBeDisabled()
  await kiosk.tap(zh.card.refuse)
  await expect(kiosk.button(new RegExp(zh.home.card))).toBeHidden()
  await kiosk.tap(kiosk.button(new RegExp(`^${zh.home.forms}`)))
  await kiosk.tap(kiosk.page.locator('.stack button').first())
  await kiosk.tap(zh.forms.start)
  await expect(kiosk.page.getByText(/第 1 项/)).toBeVisible()
  await site.vterm.plugReader()
  await kiosk.readerReady(true)
})

test('names are typed by touch', async ({ kiosk }) => {
  await kiosk.begin()
  await kiosk.tap(kiosk.button(new RegExp(`^${zh.home.forms}`)))
  await kiosk.tap(kiosk.page.locator('.stack button').first())
  await kiosk.tap(zh.forms.byHand)
  await kiosk.type('ce')
  await kiosk.tap(kiosk.page.getByRole('group', { name: zh.ime.candidates }).getByRole('button', { name: '测', exact: true }))
  await expect(kiosk.page.locator('.entry input')).toHaveValue('测')
  await kiosk.tap(zh.forms.next)
  await expect(kiosk.page.getByText(say(zh.forms.step, { n: 2, total: '' }).slice(0, 4))).toBeVisible()
})
