// Photographs every screen of the built page against the development mock:
//   npm run build && npm run look [-- NAME-PART...]
// Pictures go to tests/dev/__screenshots__ (not kept). Also runs axe-core.
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { preview } from 'vite'

const out = join(import.meta.dirname, '__screenshots__')
mkdirSync(out, { recursive: true })
const only = process.argv.length > 2 ? process.argv.slice(2) : ['']
const outDir = process.env.LOOK_DIST ?? 'dist'
const server = await preview({ mode: 'mock', build: { outDir }, preview: { port: 5175, strictPort: true } })
const base = 'http://127.0.0.1:5175'
const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream', '--autoplay-policy=no-user-gesture-required'] })
const axe = readFileSync(join(import.meta.dirname, '../../node_modules/axe-core/axe.min.js'), 'utf8')
const knob = (body) => fetch(`${base}/mock`, { method: 'POST', body: JSON.stringify(body) })
const faults = []

const sizes = { portrait: [1080, 1920], landscape: [1920, 1080] }
const moods = {
  plain: {},
  elder: { elder: true },
  contrast: { contrast: true },
  lowered: { lowered: true },
  en: { lang: 'en' },
}

async function settle(page) {
  await page.evaluate(() => document.fonts.ready)
  await page.waitForTimeout(250)
}

async function shot(page, name) {
  await settle(page)
  await page.screenshot({ path: join(out, `${name}.png`) })
  if (process.env.LOOK_FAST) return
  await page.evaluate(axe)
  const found = await page.evaluate(async () => (await window.axe.run({ runOnly: ['wcag2a', 'wcag2aa', 'wcag2aaa', 'best-practice'] })).violations)
  for (const v of found) faults.push(`${name}: ${v.impact} ${v.id}: ${v.nodes.slice(0, 3).map((n) => n.target.join(' ') + ' ' + (n.any[0]?.message ?? '')).join(' | ')}`)
  const wide = await page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
  if (wide) faults.push(`${name}: wider than the screen`)
  const small = await page.evaluate(() => [...document.querySelectorAll('button')].filter((b) => { const r = b.getBoundingClientRect(); return r.width > 0 && (r.width < 64 || r.height < 87) }).map((b) => `${b.textContent.trim().slice(0, 8)} ${Math.round(b.getBoundingClientRect().width)}x${Math.round(b.getBoundingClientRect().height)}`))
  if (small.length > 0) faults.push(`${name}: small targets ${[...new Set(small)].slice(0, 6).join(', ')}`)
}

const walks = {
  async attract(page, name) { await shot(page, name) },
  async home(page, name, at) { await at([{ name: 'home' }]); await shot(page, name) },
  async theme(page, name, at, ids) { await at([{ name: 'home' }, { name: 'theme', id: ids.theme }]); await shot(page, name) },
  async guide(page, name, at, ids) {
    await at([{ name: 'home' }, { name: 'guide', id: ids.guide, via: 'tile' }])
    await shot(page, name)
    await page.locator('.tools .print').click()
    await shot(page, `${name}-print`)
    await knob({ job: 'stop' })
    await page.locator('.go').click()
    await page.waitForSelector('.progress.printing', { timeout: 8000 })
    await shot(page, `${name}-printing`)
    await page.waitForSelector('.progress.stopped', { timeout: 8000 })
    await shot(page, `${name}-stopped`)
    await knob({ job: 'fast' })
  },
  async search(page, name, at) {
    await at([{ name: 'home' }, { name: 'search' }])
    await shot(page, name)
    await page.locator('input').fill(name.includes('-en') ? 'wages' : '工资')
    await shot(page, `${name}-hits`)
  },
  async voice(page, name, at, ids) {
    await at([{ name: 'home' }, { name: 'journey', id: ids.theme, step: 0 }])
    await page.getByTestId('listen-question').click()
    await page.waitForSelector('[data-phase=speaking]')
    await shot(page, name)
    await page.getByTestId('spoken').click()
    await shot(page, `${name}-on`)
    await at([{ name: 'home' }, { name: 'guide', id: ids.guide, via: 'tile' }])
    await shot(page, `${name}-guide`)
  },
  async lawyer(page, name, at) { await at([{ name: 'home' }, { name: 'lawyer' }]); await shot(page, name) },
  async centres(page, name, at) { await at([{ name: 'home' }, { name: 'centres' }]); await shot(page, name) },
  async forms(page, name, at) { await at([{ name: 'home' }, { name: 'forms' }]); await shot(page, name) },
  async form(page, name, at, ids) {
    await at([{ name: 'home' }, { name: 'form', id: ids.form }])
    await shot(page, name)
    await page.locator('.buttons .main').click()
    await shot(page, `${name}-ask`)
    await page.locator('.buttons .main').click()
    await page.locator('.buttons .btn').nth(1).click()
    await shot(page, `${name}-review`)
  },
  async card(page, name, at) {
    await at([{ name: 'home' }, { name: 'card' }])
    await shot(page, name)
    await page.locator('.answers .btn').nth(1).click()
    await shot(page, `${name}-place`)
    await page.waitForSelector('.card .main', { timeout: 9000 })
    await shot(page, `${name}-read`)
  },
  async progress(page, name, at) {
    await at([{ name: 'home' }, { name: 'progress' }])
    await shot(page, name)
    for (const d of '520103004211') await page.getByRole('button', { name: d, exact: true }).click()
    await page.locator('.go').click()
    await page.waitForSelector('[data-testid=reply]')
    await shot(page, `${name}-reply`)
  },
  async join(page, name, at) { await at([{ name: 'home' }, { name: 'join' }]); await shot(page, name) },
  async consult(page, name, at, ids) {
    await at([{ name: 'home' }, { name: 'consult' }])
    await page.waitForSelector('.tile')
    await shot(page, `${name}-topics`)
    await knob({ meeting: { available: false, reason: 'fleet.offline' } })
    await at([{ name: 'home' }, { name: 'consult', topic: ids.theme }])
    await page.waitForSelector('[role=alert]')
    await shot(page, `${name}-offline`)
    await knob({ meeting: { available: true, reason: '' } })
    await at([{ name: 'home' }, { name: 'consult', topic: ids.theme }])
    await page.waitForSelector('video')
    await page.waitForTimeout(700)
    await shot(page, `${name}-check`)
    await page.locator('.start').click()
    await page.waitForSelector('.ladder')
    await shot(page, `${name}-queue`)
    await page.locator('.queue .item').first().click()
    await shot(page, `${name}-reading`)
    await page.locator('[data-testid=call-strip]').click()
    await knob({ meeting: { unanswered: true } })
    await page.waitForSelector('.end')
    await shot(page, `${name}-end`)
    await page.locator('.ways .item').nth(0).click()
    await page.waitForSelector('.time')
    await page.locator('.time').nth(1).click()
    await shot(page, `${name}-end-slots`)
    await page.locator('.moves .main').click()
    await shot(page, `${name}-end-phone`)
    await page.locator('.moves .btn').first().click()
    await page.locator('.moves .btn').first().click()
    await page.locator('.ways .item').nth(2).click()
    await shot(page, `${name}-end-write`)
    await page.locator('.moves .btn').first().click()
    await page.locator('.ways .item').nth(1).click()
    await page.locator('.round').click()
    await page.waitForTimeout(2600)
    await shot(page, `${name}-end-voice`)
    await page.locator('.round').click()
    await page.locator('.two .main').click()
    await page.waitForSelector('.receipt')
    await shot(page, `${name}-receipt`)
  },
  async talk(page, name, at, ids) {
    await at([{ name: 'home' }, { name: 'consult', topic: ids.theme }])
    await page.waitForSelector('video')
    await page.locator('.start').click()
    await page.waitForSelector('.ladder')
    await knob({ meeting: { answer: true } })
    await page.waitForSelector('[data-testid=own-picture]')
    await shot(page, name)
    await page.locator('[data-testid=volume]').click()
    await shot(page, `${name}-volume`)
    await page.locator('.close').click()
    await page.locator('[data-testid=leave]').click()
    await shot(page, `${name}-leave`)
    await page.locator('.close').click()
    await knob({ meeting: { ask: true } })
    await page.waitForSelector('[role=dialog]')
    await shot(page, `${name}-record`)
    await page.locator('.two .btn').first().click()
    await knob({ meeting: { paper: true } })
    await page.waitForSelector('[data-testid=paper-row]')
    await page.locator('[data-testid=staff]').click()
    await shot(page, `${name}-paper-came`)
    await page.locator('[data-testid=show-paper]').click()
    await page.waitForSelector('[data-testid=paper-camera] video')
    await shot(page, `${name}-show-paper`)
    await page.locator('[data-testid=paper-stop]').click()
    await knob({ meeting: { sign: true } })
    await page.waitForSelector('[data-testid=signature]')
    const pad = await page.locator('[data-testid=signature]').boundingBox()
    await page.mouse.move(pad.x + 200, pad.y + 60); await page.mouse.down(); await page.mouse.move(pad.x + 320, pad.y + 110, { steps: 8 }); await page.mouse.move(pad.x + 380, pad.y + 40, { steps: 8 }); await page.mouse.up()
    await shot(page, `${name}-sign`)
    await page.locator('.three .main').click()
    await page.waitForSelector('[data-testid=sign-sheet]', { state: 'detached' })
    await knob({ meeting: { trouble: 'fleet.offline' } })
    await page.waitForSelector('.notice.down')
    await shot(page, `${name}-down`)
    await knob({ meeting: { trouble: '', finish: true } })
    await page.waitForSelector('[data-testid=grade-5]')
    await shot(page, `${name}-rating`)
    await page.locator('[data-testid=grade-2]').click()
    await shot(page, `${name}-rating-tags`)
    await page.locator('[data-testid=rating-send]').click()
    await page.waitForSelector('[data-testid=record]')
    await shot(page, `${name}-done`)
  },
  async idle(page, name, at) { await at([{ name: 'home' }]); await knob({ warn: 23 }); await page.waitForSelector('[role=alertdialog]'); await shot(page, name) },
  async ended(page, name, at) { await at([{ name: 'home' }]); await knob({ end: 'button' }); await page.waitForSelector('.ended'); await shot(page, name) },
}

for (const [size, [width, height]] of Object.entries(sizes)) {
  for (const [mood, settings] of Object.entries(moods)) {
    for (const [walk, run] of Object.entries(walks)) {
      const name = `${size}-${mood}-${walk}`
      if (!only.some((o) => name.includes(o)) || (walk === 'attract' && mood !== 'plain')) continue
      await knob({ end: 'button', printer: 'ready', job: 'fast' })
      const context = await browser.newContext({ viewport: { width, height }, hasTouch: true, locale: 'zh-CN', reducedMotion: 'reduce' })
      const page = await context.newPage()
      page.setDefaultTimeout(20_000) // the machine may be busy
      page.on('console', (m) => m.type() === 'error' && !m.text().includes('503') && faults.push(`${name}: console ${m.text()}`))
      page.on('pageerror', (e) => faults.push(`${name}: ${e.message}`))
      const content = await (await fetch(`${base}/api/content`)).json()
      const ids = { theme: content.themes[0]?.id, guide: content.guides['zh-CN'].find((g) => g.id === 'unpaid-wages')?.id ?? content.guides['zh-CN'][0]?.id, form: content.forms[0]?.id }
      const at = async (stack) => {
        await fetch(`${base}/api/visits`, { method: 'POST', body: JSON.stringify({ lang: settings.lang ?? 'zh-CN' }) })
        await fetch(`${base}/api/visits/current`, { method: 'PATCH', body: JSON.stringify(settings) })
        await page.evaluate((s) => sessionStorage.setItem('lawkiosk.stack', s), JSON.stringify(stack))
        await page.reload()
        await page.waitForSelector('.frame')
      }
      await page.goto(base)
      try {
        await settle(page)
        await run(page, name, at, ids)
      } catch (e) {
        faults.push(`${name}: ${e.message.split('\n')[0]}`)
      }
      await context.close()
    }
  }
}
await browser.close()
await server.close()
console.log(faults.length === 0 ? 'no finding' : [...new Set(faults)].join('\n'))
process.exit(faults.length === 0 ? 0 : 1)
