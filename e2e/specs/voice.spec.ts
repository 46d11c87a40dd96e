import { heard, sounding } from '../lib/sound.ts'
import { expect, test } from '../lib/test.ts'
import { begin, espeak, listen, setting, startJourney } from '../lib/voice.ts'
import { zh } from '../lib/words.ts'

test.use({ timing: { idle: '10m', warn: '25s', espeak } })

test('a question is read by touch, with a sound that can be heard, and stops at the next touch', async ({ kiosk }) => {
  const asked = await begin(kiosk)
  await startJourney(kiosk, 'unpaid-wages')
  expect(asked, 'nothing is said without being asked').toEqual([])
  await expect(listen(kiosk, 'question')).toContainText(zh.voice.listen)
  await kiosk.tap(listen(kiosk, 'question'))
  await expect(listen(kiosk, 'question')).toHaveAttribute('data-phase', 'speaking')
  await expect(listen(kiosk, 'question')).toContainText(zh.voice.stop)
  expect(await sounding(kiosk.page)).toBe(true)
  const [sound] = await heard(kiosk.page)
  expect(sound?.seconds).toBeGreaterThan(0.5)
  expect(sound?.peak).toBeGreaterThan(0.1)
  expect(sound?.peak).toBeLessThan(1)
  expect(sound?.loud).toBeGreaterThan(0.01)
  expect(asked).toEqual([{ what: 'question unpaid-wages who', auto: false, status: 200 }])

  const loudness = kiosk.page.getByTestId('loudness')
  const words = new Set<string>()
  for (const _ of zh.voice.levels) {
    words.add((await loudness.textContent()) ?? '')
    await kiosk.tap(loudness)
  }
  expect(words.size, 'every step has its word').toBe(zh.voice.levels.length)
  expect(await sounding(kiosk.page), 'no step is silence').toBe(true)
  await kiosk.tap(listen(kiosk, 'question'))
  await expect(listen(kiosk, 'question')).toHaveAttribute('data-phase', 'silent')
  expect(await sounding(kiosk.page)).toBe(false)
})

test('leaving the screen and ending the visit silence it', async ({ kiosk }) => {
  await begin(kiosk)
  await kiosk.openGuide()
  await kiosk.tap(listen(kiosk, 'section').first())
  await expect.poll(() => sounding(kiosk.page)).toBe(true)
  await kiosk.tap(zh.frame.home)
  await expect.poll(() => sounding(kiosk.page)).toBe(false)
  await kiosk.openGuide()
  await kiosk.tap(listen(kiosk, 'guide'))
  await expect.poll(() => sounding(kiosk.page)).toBe(true)
  await kiosk.end()
  expect(await sounding(kiosk.page)).toBe(false)
})

test('switched on, every question is read by itself until it is switched off', async ({ kiosk }) => {
  const asked = await begin(kiosk)
  await kiosk.tap(setting(kiosk))
  await expect(setting(kiosk)).toHaveAttribute('aria-pressed', 'true')
  await expect.poll(() => asked.map((a) => a.what)).toEqual(['frame hello '])
  await startJourney(kiosk, 'unpaid-wages')
  await expect.poll(() => asked.at(-1)).toEqual({ what: 'question unpaid-wages who', auto: true, status: 200 })
  await expect.poll(() => sounding(kiosk.page)).toBe(true)
  await kiosk.tap(kiosk.page.getByTestId('choice-company'))
  await expect.poll(() => asked.at(-1)).toEqual({ what: 'question unpaid-wages note', auto: true, status: 200 })
  await expect.poll(() => sounding(kiosk.page)).toBe(true)
  await kiosk.tap(setting(kiosk))
  await expect.poll(() => sounding(kiosk.page)).toBe(false)
  const last = await kiosk.terminal()
  expect(last.visit?.settings.spoken).toBe(false)
})

test('on a theme that others must not hear of nothing is said by itself, and the quick exit silences', async ({ kiosk }) => {
  const asked = await begin(kiosk)
  await kiosk.tap(setting(kiosk))
  await expect.poll(() => asked.length).toBe(1)
  await startJourney(kiosk, 'domestic-violence')
  await expect(kiosk.page.getByTestId('quick-exit')).toBeVisible()
  expect(await sounding(kiosk.page)).toBe(false)
  expect(asked.map((a) => a.what), 'no word of the theme').toEqual(['frame hello '])
  const refused = await kiosk.call('POST', '/api/voice', await kiosk.token(), { kind: 'guide', id: 'domestic-violence', lang: 'zh-CN', auto: true })
  expect(refused.status(), 'the daemon would not say it either').toBe(404)

  await kiosk.tap(listen(kiosk, 'question'))
  await expect.poll(() => sounding(kiosk.page)).toBe(true)
  expect((await heard(kiosk.page)).at(-1)?.volume, 'a touch is obeyed, softly').toBeLessThan(0.5)
  await kiosk.tap(kiosk.page.getByTestId('quick-exit'))
  await expect(kiosk.startButton).toBeVisible()
  expect(await sounding(kiosk.page)).toBe(false)
})
