import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Locator } from '@playwright/test'
import type { Field, Form } from '../../kiosk-ui/src/api/types.ts'
import type { Kiosk } from '../lib/kiosk.ts'
import { flat, newest, textOf } from '../lib/pdf.ts'
import { expect, test } from '../lib/test.ts'
import { say, zh } from '../lib/words.ts'

const words = zh.formwork
const who = { name: '测试甲', birth: '1990-01-01', id: '110101199001010015', phone: '13800001234' }
const rest: Record<string, string> = { employer: '测试样本有限公司', claims: '支付拖欠的工资12000元', 'claim-wages': '12000', facts: '2026年1月上班，从3月起没有发工资。' }

const entry = (kiosk: Kiosk) => kiosk.page.locator('.entry input, .entry textarea')
const nextButton = (kiosk: Kiosk) => kiosk.page.locator('.ask .buttons .main')
const fault = (kiosk: Kiosk) => kiosk.page.locator('.entry [role=alert]')

async function openForms(kiosk: Kiosk) {
  await kiosk.tap(kiosk.button(new RegExp(`^${zh.home.forms}`)))
  await expect(kiosk.heading(zh.forms.title)).toBeVisible()
}

async function beginForm(kiosk: Kiosk): Promise<{ form: Form; fields: Field[] }> {
  const form = await kiosk.api<Form>('/api/content/forms/arbitration-application')
  await kiosk.tap(kiosk.button(new RegExp(`^${form.title.zh}`)))
  await kiosk.tap(zh.forms.byHand)
  return { form, fields: form.parts.flatMap((p) => p.fields) }
}

async function digits(kiosk: Kiosk, text: string) {
  const keys = kiosk.page.getByRole('group', { name: zh.keys.digits })
  for (const d of text) await kiosk.tap(keys.getByRole('button', { name: d, exact: true }))
}

/** Writes a character of a name by its sound, turning the candidates as far as it takes. */
async function write(kiosk: Kiosk, sound: string, sign: string) {
  await kiosk.type(sound)
  const bar = kiosk.page.getByRole('group', { name: zh.ime.candidates })
  await expect(bar.getByRole('button').first()).toBeVisible()
  const wanted = bar.getByRole('button', { name: sign, exact: true })
  while ((await wanted.count()) === 0) await kiosk.tap(bar.getByRole('button', { name: zh.ime.after, exact: true }))
  await kiosk.tap(wanted)
}

const asks = (kiosk: Kiosk, field: Field) => expect(kiosk.heading(new RegExp(`^${field.label.zh}`))).toBeVisible()

// Answers one question after the other until the review.
async function answerAll(kiosk: Kiosk, fields: Field[], values: Record<string, string>) {
  for (const field of fields) {
    await asks(kiosk, field)
    const value = values[field.id]
    if (value !== undefined) await entry(kiosk).fill(value)
    await kiosk.tap(nextButton(kiosk))
  }
  await expect(kiosk.heading(zh.forms.reviewTitle)).toBeVisible()
}

/** Until a page is drawn: dark letters on white. */
async function drawn(sheet: Locator) {
  await expect(sheet).toBeVisible()
  await expect
    .poll(() => sheet.evaluate((c: HTMLCanvasElement) => c.getContext('2d')!.getImageData(0, 0, c.width, c.height).data.filter((v, i) => i % 4 === 0 && v < 90).length))
    .toBeGreaterThan(500)
}

async function scrawl(kiosk: Kiosk) {
  const box = (await kiosk.page.getByTestId('signature').boundingBox())!
  await kiosk.page.mouse.move(box.x + 150, box.y + box.height / 2)
  await kiosk.page.mouse.down()
  for (let i = 1; i <= 12; i++) await kiosk.page.mouse.move(box.x + 150 + i * 30, box.y + box.height / 2 + (i % 2) * 60)
  await kiosk.page.mouse.up()
}

/** The files of a folder in which a text lies. */
function holding(dir: string, texts: string[]): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((f) => statSync(join(dir, f)).isFile())
    .filter((f) => texts.some((t) => `${f} ${readFileSync(join(dir, f)).toString('latin1')}`.includes(Buffer.from(t).toString('latin1'))))
}

test('half a form is kept, taken up with its number, looked at, signed and printed', async ({ kiosk, site }) => {
  test.setTimeout(180_000)
  await kiosk.begin()
  await openForms(kiosk)
  const { form, fields } = await beginForm(kiosk)
  const at = (id: string) => fields.findIndex((f) => f.id === id)

  await test.step('half of it is filled in by touch, checked at every key', async () => {
    await asks(kiosk, fields[at('name')]!)
    await expect(kiosk.page.getByTestId('keep')).toBeDisabled()
    for (const [sound, sign] of [['ce', '测'], ['shi', '试'], ['jia', '甲']] as const) await write(kiosk, sound, sign)
    await expect(entry(kiosk)).toHaveValue(who.name)
    await kiosk.tap(nextButton(kiosk))
    await kiosk.tap(kiosk.page.getByRole('radio', { name: '男', exact: true }))
    await kiosk.tap(nextButton(kiosk))
    await digits(kiosk, who.birth.replaceAll('-', ''))
    await kiosk.tap(nextButton(kiosk))
    await digits(kiosk, `${who.id.slice(0, 17)}6`)
    await expect(fault(kiosk)).toHaveText(zh.fault.idCheck)
    await kiosk.tap(zh.keys.back)
    await expect(fault(kiosk)).toHaveCount(0)
    await digits(kiosk, '5')
    await kiosk.tap(nextButton(kiosk))
    await kiosk.tap(nextButton(kiosk))
    await kiosk.tap(nextButton(kiosk))
    await digits(kiosk, who.phone)
    await kiosk.tap(nextButton(kiosk))
    await asks(kiosk, fields[at('employer')]!)
  })

  let code = ''
  await test.step('it is kept; the paper has its number and tells nobody of it', async () => {
    await kiosk.tap(kiosk.page.getByTestId('keep'))
    await expect(kiosk.heading(words.keep.title)).toBeVisible()
    code = (await kiosk.page.getByTestId('draft-code').innerText()).replace(/\s/g, '')
    expect(code).toMatch(/^\d{12}$/)
    await kiosk.tap(kiosk.page.getByTestId('print-code'))
    await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
    const paper = await newest(site)
    expect(paper).toContain(code)
    for (const secret of [who.name, who.id, flat(form.title.zh)]) expect(paper).not.toContain(secret)
    await kiosk.tap(kiosk.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
    await kiosk.tap(words.keep.home)
    await kiosk.end()
    await expect.poll(async () => (await kiosk.terminal()).visit ?? null).toBeNull()
    expect(holding(site.path('kiosk'), [who.name, who.id, code])).toEqual([])
  })

  await test.step('the number opens it where one stopped', async () => {
    await kiosk.begin()
    await openForms(kiosk)
    await kiosk.tap(kiosk.page.getByTestId('resume-door'))
    const slip = code.slice(0, 11) + String((Number(code[11]) + 1) % 10)
    await digits(kiosk, slip)
    await kiosk.tap(words.resume.go)
    await expect(kiosk.page.getByRole('alert')).toHaveText(words.resume.wrong)
    await kiosk.tap(zh.keys.back)
    await digits(kiosk, code[11]!)
    await kiosk.tap(words.resume.go)
    await asks(kiosk, fields[at('employer')]!)
    await answerAll(kiosk, fields.slice(at('employer')), rest)
    for (const value of [who.name, who.id, who.phone]) await expect(kiosk.page.getByText(value, { exact: true })).toBeVisible()
  })

  let seen = ''
  await test.step('the page shows the paper that will be printed', async () => {
    const answer = kiosk.page.waitForResponse('**/api/forms/preview')
    await kiosk.tap(kiosk.page.getByTestId('look-at'))
    writeFileSync(site.path('seen.pdf'), await (await answer).body())
    seen = flat(await textOf(site.path('seen.pdf')))
    for (const value of [...Object.values(rest), who.name, who.id, who.phone]) expect(seen).toContain(flat(value))
    const sheet = kiosk.page.getByTestId('sheet')
    await drawn(sheet)
    const total = Number(/共(\d+)页/.exec(seen)![1])
    await expect(kiosk.page.getByText(say(words.look.page, { n: 1, total }))).toBeVisible()
    const width = (await sheet.boundingBox())!.width
    await kiosk.tap(kiosk.page.getByTestId('zoom'))
    await expect.poll(async () => (await sheet.boundingBox())!.width).toBeGreaterThan(width)
    await kiosk.tap(words.look.after)
    await expect(kiosk.page.getByText(say(words.look.page, { n: 2, total }))).toBeVisible()
    await drawn(sheet)
    await kiosk.tap(words.look.back)
  })

  await test.step('it is signed on the screen and printed with the signature', async () => {
    await kiosk.tap(kiosk.page.getByTestId('sign'))
    await scrawl(kiosk)
    await kiosk.tap(kiosk.page.getByTestId('signed'))
    await expect(kiosk.page.getByText(words.sign.done)).toBeVisible()
    await kiosk.tap(zh.forms.print)
    await kiosk.tap(zh.print.go)
    await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
    const paper = await newest(site)
    for (const value of [form.title.zh, form.to.zh, ...Object.values(rest), who.name, who.id, who.phone, '在终端屏幕上签名']) expect(paper).toContain(flat(value))
    expect(seen).not.toContain('在终端屏幕上签名')
  })

  kiosk.guard.expectErrors(/404.*\/api\/drafts\/open/) // a number that opens nothing any more
  await test.step('what was kept is deleted when its purpose is fulfilled', async () => {
    await kiosk.tap(kiosk.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
    await kiosk.tap(words.gone.remove)
    await expect(kiosk.page.getByText(words.gone.done)).toBeVisible()
    await kiosk.tap(words.gone.ok)
    await kiosk.end()
    await kiosk.begin()
    await openForms(kiosk)
    await kiosk.tap(kiosk.page.getByTestId('resume-door'))
    await digits(kiosk, code)
    await kiosk.tap(words.resume.go)
    await expect(kiosk.page.getByRole('alert')).toContainText('请核对12位号码')
    expect(await kiosk.page.evaluate(() => JSON.stringify({ ...sessionStorage, ...localStorage }))).not.toContain(who.id)
    expect(holding(site.path('kiosk'), [who.name, who.id, code])).toEqual([])
    for (const { name, text } of site.logs()) for (const secret of [who.name, who.id, code]) expect(text, `${name}'s log`).not.toContain(secret)
  })
})

test('a change takes the signature back, and the pen is always a way', async ({ kiosk, site }) => {
  await kiosk.begin()
  await openForms(kiosk)
  const { fields } = await beginForm(kiosk)
  await answerAll(kiosk, fields, { ...rest, name: who.name, 'id-number': who.id, phone: who.phone })
  await expect(kiosk.page.getByText(words.sign.none)).toBeVisible()
  await kiosk.tap(kiosk.page.getByTestId('sign'))
  await expect(kiosk.page.getByTestId('signed')).toBeDisabled()
  await scrawl(kiosk)
  await kiosk.tap(words.sign.clear)
  await expect(kiosk.page.getByTestId('signed')).toBeDisabled()
  await scrawl(kiosk)
  await kiosk.tap(kiosk.page.getByTestId('signed'))
  await expect(kiosk.page.getByText(words.sign.done)).toBeVisible()

  await kiosk.tap(kiosk.page.getByRole('button', { name: `${zh.forms.edit} ${fields.find((f) => f.id === 'phone')!.label.zh}` }).first())
  await entry(kiosk).fill('13800000000')
  await kiosk.tap(zh.forms.review)
  await expect(kiosk.page.getByText(words.sign.none)).toBeVisible()
  await kiosk.tap(kiosk.page.getByTestId('sign'))
  await kiosk.tap(words.sign.byHand)
  await kiosk.tap(zh.forms.print)
  await kiosk.tap(zh.print.go)
  await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
  const paper = await newest(site)
  expect(paper).toContain('13800000000')
  expect(paper).not.toContain('在终端屏幕上签名')
  await kiosk.tap(kiosk.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
  await expect(kiosk.heading(zh.forms.reviewTitle)).toBeVisible() // nothing was kept, so nothing is asked
})
