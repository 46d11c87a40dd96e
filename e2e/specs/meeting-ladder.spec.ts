import { expect, test } from '../lib/meet.ts'
import { newest } from '../lib/pdf.ts'
import { zh } from '../lib/words.ts'

const words = zh.meeting

test.use({ timing: { idle: '10m', warn: '25s', ladder: 'own = "5s"\ncity = "5s"\nneighbours = "5s"\nreply = "2 working days"' } })

interface Receipt {
  number: string
}

test('nobody answers: every step is shown, a message gets a receipt, a lawyer replies, the citizen reads it', async ({ caller, seat, site }) => {
  const { kiosk, page } = caller
  const { guard } = kiosk
  guard.expectErrors(/status of 404/)
  const lawyer = await seat() // is there, but does not answer
  await caller.toQueue()
  for (const step of ['own', 'city', 'neighbours'] as const) await expect(page.getByText(words.steps[step]).first()).toBeVisible()
  await expect(lawyer.ring()).toBeVisible()
  await expect(kiosk.heading(words.end.title)).toBeVisible({ timeout: 60_000 })
  await expect(lawyer.ring()).toHaveCount(0)
  await expect(page.getByText('12348').first()).toBeVisible()

  await kiosk.tap(kiosk.button(new RegExp(`^${words.end.write}`)))
  await page.locator('textarea').fill('老板三个月没有发工资，怎么办？')
  await kiosk.tap(words.end.send)
  await kiosk.tap(words.end.phoneSkip)
  await expect(kiosk.heading(new RegExp(words.receipt.left))).toBeVisible()
  const call = await kiosk.api<{ call: { receipt: Receipt } }>('/api/meeting')
  const { number } = call.call.receipt
  expect(number).toMatch(/^\d{12}$/)
  await kiosk.tap(words.receipt.print)
  await expect.poll(() => newest(site)).toContain(number)
  await page.keyboard.press('Escape')
  await kiosk.end()

  await test.step('the lawyer opens the message, which is written down, and replies', async () => {
    await lawyer.page.goto(`${site.fleetUrl}/desk/tasks?kind=message`)
    await lawyer.at('task-open').first().click()
    await expect(lawyer.at('task-opened')).toContainText('三个月没有发工资')
    await lawyer.at('task-reply').fill('先去劳动监察投诉，带上工资条。')
    await lawyer.at('task-done').click()
    await expect(lawyer.at('task-opened')).toHaveCount(0)
  })

  await test.step('any kiosk shows the reply for the number', async () => {
    await kiosk.begin()
    await kiosk.tap(kiosk.button(new RegExp(`^${words.progress.title}`)).first())
    for (const digit of number) await kiosk.tap(page.getByRole('button', { name: digit, exact: true }))
    await kiosk.tap(words.progress.look)
    await expect(page.getByText('先去劳动监察投诉，带上工资条。')).toBeVisible()
  })
})

test('a slot is booked, and the receipt leads to its lawyer', async ({ caller, seat, site, desk }) => {
  const { kiosk, page } = caller
  const lawyer = await seat()
  const shifts = [1, 2, 3, 4, 5, 6, 7].map((weekday) => ({ lawyer: lawyer.lawyer.name, weekday, from: '00:00', to: '23:59', region: '' }))
  const put = await desk.page.request.put(`${site.fleetUrl}/api/roster`, { data: { shifts }, headers: { Origin: site.fleetUrl } })
  expect(put.status(), await put.text()).toBeLessThan(300)
  await caller.toQueue()
  await expect(kiosk.heading(words.end.title)).toBeVisible({ timeout: 60_000 })
  await kiosk.tap(kiosk.button(new RegExp(`^${words.end.book}`)))
  await kiosk.tap(page.getByRole('radio').first())
  await kiosk.tap(words.end.confirm)
  await kiosk.tap(words.end.phoneSkip)
  await expect(kiosk.heading(new RegExp(words.receipt.booked))).toBeVisible()
  await lawyer.page.goto(`${site.fleetUrl}/desk/tasks?kind=booking`)
  await expect(lawyer.at('task').first()).toBeVisible()
})

test('who leaves the queue leaves no ghost', async ({ caller, seat }) => {
  const lawyer = await seat()
  await caller.toQueue()
  await expect(lawyer.ring()).toBeVisible()
  await caller.kiosk.tap(words.queue.cancel)
  await caller.kiosk.tap(caller.page.getByRole('dialog').getByRole('button', { name: words.queue.cancelYes }))
  await expect(lawyer.ring()).toHaveCount(0)
  await expect(caller.talk()).toHaveCount(0)
})
