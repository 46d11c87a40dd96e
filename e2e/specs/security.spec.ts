import { request } from 'node:http'
import { refused } from '../lib/guard.ts'
import { expect, test } from '../lib/test.ts'
import { zh } from '../lib/words.ts'

interface Answer {
  status: number
  type: string
  body: string
}

/** A request as a program on this machine could make it, any header as it likes. */
function ask(url: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (answer) => {
      let body = ''
      answer.on('data', (part: Buffer) => (body += part.toString()))
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, type: answer.headers['content-type'] ?? '', body }))
    })
    call.on('error', reject).end()
  })
}

const cookieOf = async (kiosk: { page: import('@playwright/test').Page }) =>
  (await kiosk.page.context().cookies()).map((c) => `${c.name}=${c.value}`).join('; ')

test('the local API answers its own page only', async ({ kiosk, site }) => {
  const Cookie = await cookieOf(kiosk)
  const api = `${site.kioskUrl}/api/terminal`
  expect((await ask(api, { Cookie })).status).toBe(200)
  const foreign: Record<string, string>[] = [
    {},
    { Cookie: 'lk_page=guess' },
    { Cookie, Host: 'attacker.example' },
    { Cookie, Host: `attacker.example:${new URL(site.kioskUrl).port}` },
    { Cookie, Origin: 'http://attacker.example' },
    { Cookie, Origin: 'null' },
    { Cookie, 'Sec-Fetch-Site': 'cross-site' },
  ]
  for (const headers of foreign) {
    for (const [method, url] of [['GET', api], ['POST', `${site.kioskUrl}/api/visits`], ['GET', `${site.kioskUrl}/api/events`]] as const) {
      const answer = await ask(url, headers, method)
      expect([401, 403], `${method} ${url} ${JSON.stringify(headers)}`).toContain(answer.status)
      expect(answer.type).toContain('application/problem+json')
      const { title, detail } = JSON.parse(answer.body) as { title: string; detail: string }
      expect(title).not.toBe('')
      expect(detail).not.toBe('')
    }
  }
})

test('the launch address opens the page once, with a cookie no script reads', async ({ kiosk, site, browser, guard }) => {
  guard.expectErrors(refused(401, 403))
  const url = site.launchUrl()
  const [first, second] = [await browser.newContext(), await browser.newContext()]
  await guard.watch(first)
  await guard.watch(second)
  const page = await first.newPage()
  await page.goto(url)
  expect(page.url()).toBe(`${site.kioskUrl}/`)
  const cookie = (await first.cookies())[0]!
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
  expect(await page.evaluate(() => document.cookie)).toBe('')

  const again = await second.newPage()
  const answer = await again.goto(url)
  expect([401, 403]).toContain(answer?.status())
  expect(await second.cookies()).toEqual([])
  await expect(again.getByRole('heading').first()).toBeVisible()
  expect(site.launchUrl()).not.toBe(url)
  await first.close()
  await second.close()
  // A kiosk has one screen: the window that was opened last.
  await expect(kiosk.heading(zh.lost.replaced)).toBeVisible()
})

test('the page has no way out', async ({ kiosk, site }) => {
  await kiosk.begin()
  await kiosk.openGuide()
  const { page } = kiosk
  expect(await page.locator('a[href]').count(), 'links').toBe(0)
  const stopped = await page.evaluate(() =>
    ['contextmenu', 'dragstart', 'drop'].map((type) => !document.body.dispatchEvent(new Event(type, { bubbles: true, cancelable: true }))),
  )
  expect(stopped).toEqual([true, true, true])
  const keys = await page.evaluate(() =>
    [{ key: 'F5' }, { key: 'F11' }, { key: 'p', ctrlKey: true }, { key: 'ArrowLeft', altKey: true }].map(
      (k) => !document.body.dispatchEvent(new KeyboardEvent('keydown', { ...k, bubbles: true, cancelable: true })),
    ),
  )
  expect(keys).toEqual([true, true, true, true])
  // Touching every button of the guide opens nothing else; those that lead on are touched elsewhere.
  const others: string[] = []
  page.context().on('page', (p) => others.push(p.url()))
  for (const button of await page.locator('.guide .act button:visible:enabled:not(.phone, .print, .step, .video)').all()) await button.tap()
  expect(others).toEqual([])
  expect(page.url()).toBe(`${site.kioskUrl}/`)
  await expect(kiosk.button(zh.guide.print)).toBeVisible()
})

test('the content policy lets nothing in from elsewhere', async ({ kiosk, site, guard }) => {
  guard.expectErrors(/Content Security Policy/, /Content-Security-Policy/, /violates/)
  const answer = await kiosk.page.request.get(`${site.kioskUrl}/`)
  expect(answer.headers()['content-security-policy']).toContain("default-src 'self'")
  expect(answer.headers()['x-content-type-options']).toBe('nosniff')
  const ran = await kiosk.page.evaluate(() => {
    const script = document.createElement('script')
    script.textContent = 'window.broken = true'
    document.head.append(script)
    return 'broken' in window
  })
  expect(ran, 'an injected script').toBe(false)
})

test('nothing but this machine is asked for in a whole visit', async ({ kiosk, guard, site }) => {
  await kiosk.begin()
  await kiosk.openGuide()
  await kiosk.openPrint()
  await kiosk.tap(zh.print.go)
  await expect(kiosk.page.locator('.progress.printed')).toBeVisible()
  await kiosk.tap(kiosk.page.getByRole('dialog').getByRole('button', { name: zh.print.done, exact: true }))
  await kiosk.end()
  const own = new URL(site.kioskUrl).host
  expect(guard.requests.filter((r) => !/^(data|blob):/.test(r) && new URL(r).host !== own)).toEqual([])
})

test('mistakes of a caller are answered as problems with a sentence', async ({ kiosk, site }) => {
  await kiosk.begin()
  const token = await kiosk.token()
  const asked: [string, string, object?][] = [
    ['GET', '/api/content/guides/no-such-guide?lang=zh-CN&via=tile'],
    ['GET', '/api/content/forms/no-such-form'],
    ['GET', '/api/prints/no-such-job'],
    ['POST', '/api/prints', { kind: 'guide', id: 'no-such-guide', lang: 'zh-CN', copies: 1 }],
    ['POST', '/api/prints', { kind: 'guide', id: 'unpaid-wages', lang: 'zh-CN', copies: 0 }],
    ['POST', '/api/visits', { lang: 'xx' }],
    ['GET', '/api/nothing'],
  ]
  for (const [method, path, body] of asked) {
    const answer = await kiosk.call(method, path, token, body)
    expect(answer.status(), `${method} ${path}`).toBeGreaterThanOrEqual(400)
    expect(answer.status(), `${method} ${path}`).toBeLessThan(500)
    expect(answer.headers()['content-type'], `${method} ${path}`).toContain('application/problem+json')
    expect(((await answer.json()) as { detail: string }).detail, `${method} ${path}`).toMatch(/[。.]$/)
  }
  expect(site.agent.running).toBe(true)
})
