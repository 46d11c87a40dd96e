import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { refused } from '../lib/guard.ts'
import { expect, test } from '../lib/meet.ts'
import { consoleZh, zh } from '../lib/words.ts'

const words = zh.meeting

interface Recordings {
  items: { id: string; call: string; closed: string | null; pieces: number }[]
}
interface Audit {
  items: { who: string; action: string; target: string; detail: string }[]
}

test('a recording: only if both agree, sealed in pieces, heard with a reason, written down, deleted', async ({ caller, lawyer, seat, site, desk, window2, guard }) => {
  test.setTimeout(180_000)
  guard.expectErrors(refused(401, 403, 409, 422))
  const lead = await seat({ role: 'lead' })
  await lead.duty('away')
  const { kiosk, page } = caller
  await caller.toQueue()
  await lawyer.answer()
  await caller.sees()
  await lawyer.sees()
  const { id: call } = await caller.call()
  const ask = page.getByRole('dialog', { name: words.talk.recordAsk })
  const state = (is: string) => expect(lawyer.at('recording')).toHaveAttribute('data-state', is)
  const folder = (id: string) => site.path('fleet', 'vault', 'pieces', id)
  const pieces = (id: string) => (existsSync(folder(id)) ? readdirSync(folder(id)).filter((f) => f.endsWith('.age')) : [])
  const kept = () => lead.api<Recordings>(`/api/recordings?call=${call}`)

  await test.step('the citizen says no, and nothing is recorded', async () => {
    await lawyer.at('record').click()
    await state('asked')
    await kiosk.tap(ask.getByRole('button', { name: words.talk.recordNo, exact: true }))
    await state('refused')
    await expect(page.getByText(words.talk.recordOn, { exact: true })).toHaveCount(0)
    expect((await kept()).items).toEqual([])
  })

  await test.step('the citizen says yes, is told all the time, and ends it with one touch', async () => {
    await lawyer.at('record').click()
    await kiosk.tap(ask.getByRole('button', { name: words.talk.recordYes, exact: true }))
    await state('on')
    await expect(page.getByText(words.talk.recordOn, { exact: true })).toBeVisible()
    await expect.poll(async () => (await kept()).items.length).toBe(1)
    const { id } = (await kept()).items[0]!
    await expect.poll(() => pieces(id).length, { timeout: 40_000 }).toBeGreaterThanOrEqual(2)
    await kiosk.tap(words.talk.recordStop)
    await expect(page.getByText(words.talk.recordOn, { exact: true })).toHaveCount(0)
    await expect(lawyer.at('recording')).not.toHaveAttribute('data-state', 'on')
  })
  await lawyer.finish('录像到此为止。')
  await expect.poll(async () => (await kept()).items[0]?.closed ?? null).not.toBeNull()
  const { id } = (await kept()).items[0]!

  await test.step('on the disk it cannot be seen', () => {
    for (const f of pieces(id)) {
      const bytes = readFileSync(`${folder(id)}/${f}`)
      expect(bytes.subarray(0, 21).toString()).toBe('age-encryption.org/v1')
      expect(bytes.includes(Buffer.from('webm'))).toBe(false)
    }
  })

  const at = `${site.fleetUrl}/api/recordings/${id}`
  await test.step('who may not, or says no reason, hears nothing', async () => {
    expect((await lawyer.page.request.get(`${at}?reason=好奇`)).status()).toBe(403)
    expect((await desk.page.request.get(`${at}?reason=好奇`)).status()).toBe(403)
    expect((await lead.page.request.get(at)).status()).toBe(422)
  })

  await test.step('the lead hears and sees it', async () => {
    const answer = await lead.page.request.get(`${at}?reason=${encodeURIComponent('核对投诉')}`)
    expect(answer.status()).toBe(200)
    expect(answer.headers()['content-type']).toBe('video/webm')
    const film = await answer.body()
    const blank = await window2()
    const size = await blank.evaluate(async (base64) => {
      const bytes = Uint8Array.from(atob(base64), (c) => c.charCodeAt(0))
      const video = document.createElement('video')
      const decoded = new Promise((done, failed) => {
        video.onloadeddata = done
        video.onerror = () => failed(new Error(video.error?.message))
      })
      video.src = URL.createObjectURL(new Blob([bytes], { type: 'video/webm' }))
      await decoded
      return [video.videoWidth, video.videoHeight]
    }, film.toString('base64'))
    expect(size).toEqual([1280, 720])
  })

  await test.step('it is deleted for good, and each step is in the audit', async () => {
    const gone = await lead.page.request.delete(`${at}?reason=${encodeURIComponent('当事人要求')}`, { headers: { Origin: site.fleetUrl } })
    expect(gone.status()).toBe(204)
    expect((await kept()).items).toEqual([])
    expect(existsSync(folder(id))).toBe(false)
    const { items } = await desk.api<Audit>('/api/audit?limit=100')
    const about = items.filter((a) => a.action.startsWith('recording.')).map((a) => `${a.who} ${a.action} ${a.detail}`).reverse()
    expect(about).toEqual([
      `${lawyer.lawyer.name} recording.begin `,
      expect.stringMatching(new RegExp(`^${lawyer.lawyer.name} recording.close \\d+ pieces of ${id}$`)),
      `${lead.lawyer.name} recording.hear call ${call}: 核对投诉`,
      `${lead.lawyer.name} recording.delete call ${call}: 当事人要求`,
    ])
  })
})

test('notes from a template, a promised call back, and the lead sees who answers', async ({ caller, lawyer, seat, desk, guard }) => {
  guard.expectErrors(refused(403))
  const lead = await seat({ role: 'lead' })
  await lead.duty('away')
  await desk.go('/meetings')
  await caller.toQueue()
  await expect(desk.page.locator('[data-test="now-waiting"]')).toContainText('1') // by itself, without a reload
  await lawyer.answer()
  await caller.sees()
  await expect(desk.page.locator('[data-test="now-talking"]')).toContainText('1')

  await lawyer.at('template').selectOption({ index: 1 })
  await expect(lawyer.at('notes')).not.toHaveValue('')
  await expect(lawyer.at('notes-state')).toHaveText(consoleZh.notes.saved)
  await lawyer.at('finish').click()
  await lawyer.at('outcome-legal-aid').check({ force: true })
  await lawyer.at('summary').fill('先申请法律援助。')
  await lawyer.at('follow-up').check()
  await lawyer.at('finish-do').click()
  await expect(lawyer.at('rings')).toBeVisible()
  await caller.kiosk.tap(caller.at('rating-skip'))
  await expect(caller.at('record')).toContainText(words.record.outcomes['legal-aid'])
  await expect(caller.at('record')).toContainText('先申请法律援助。')

  await lawyer.page.goto(`${lawyer.site.fleetUrl}/desk/tasks?kind=callback`)
  await expect(lawyer.at('task').first()).toBeVisible()

  await lead.page.goto(`${lead.site.fleetUrl}/meetings`)
  await expect(lead.at('team')).toContainText(lawyer.lawyer.display)
  await expect(lead.at('team').locator('tr', { hasText: lawyer.lawyer.display })).toContainText('100%')
  await expect(desk.page.locator('[data-test="team"]')).toHaveCount(0)
  expect((await lawyer.page.request.get(`${lawyer.site.fleetUrl}/api/meetings/lawyers`)).status()).toBe(403)
})
