import { expect, test } from '../lib/meet.ts'
import { refused } from '../lib/guard.ts'
import type { Caller } from '../lib/caller.ts'
import type { LawyerDesk } from '../lib/lawyer.ts'
import { root } from '../lib/paths.ts'
import { poll } from '../lib/poll.ts'
import { zh } from '../lib/words.ts'
import { barePage, barePlace, enter, leave, livekit } from './bare.ts'
import { forget, incoming, marks, note } from './marks.ts'
import { processorTime } from './proc.ts'
import { middle, row, write } from './rows.ts'

const half = Number(process.env['CALLS'] ?? 12) / 2
const seconds = Number(process.env['SECONDS'] ?? 20)
const reading = 1500 // ms for which a lawyer looks at topic and wait before a touch; the citizen's page goes into its room meanwhile
const goal = 150 // ms more than bare livekit-client

interface Took {
  picture: number // ms until the citizen sees the lawyer
  back: number // ms until the lawyer sees the citizen
  signal: number // of them, until the page began to join
}

test('from the touch on "answer" to the first picture, beside bare livekit-client; what a room costs', async ({ browser, caller, lawyer, site, guard }) => {
  guard.expectErrors(refused(409)) // a page that asks for its room once more as the call ends
  const { kiosk, page } = caller
  await note(page)
  await note(lawyer.page)
  await page.reload()
  await lawyer.page.reload()
  await expect(lawyer.at('duty')).toBeVisible()

  const ours: Took[] = []
  await warm(() => product(caller, lawyer))
  for (let i = 0; i < half; i++) ours.push(await product(caller, lawyer))

  const bare: Took[] = []
  await Promise.all([page.goto('about:blank'), lawyer.page.goto('about:blank')]) // else they would join
  const rooms = await livekit(site.fleet.pid, site.fleetUrl)
  const contexts = [await browser.newContext(), await browser.newContext()] as const
  const place = await barePlace()
  const pages = [await barePage(contexts[0], place.url), await barePage(contexts[1], place.url)] as const
  const single = async (): Promise<Took> => {
    const call = await callByApi(caller, lawyer)
    const at = Date.now() + 300
    for (const p of pages) await forget(p)
    const [citizen, theirs] = pages
    await Promise.all([enter(citizen, rooms, call.citizen, at), enter(theirs, rooms, call.lawyer, at)])
    await poll('the bare picture', async () => (await marks(citizen)).frame > 0)
    await poll('the bare picture of the citizen', async () => (await marks(theirs)).frame > 0)
    const m = await marks(citizen)
    const back = await marks(theirs)
    await Promise.all(pages.map(leave))
    await call.end()
    return { picture: m.frame - at, back: back.frame - at, signal: m.signal - at }
  }
  await warm(single)
  for (let i = 0; i < 2 * half; i++) bare.push(await single())
  for (const c of contexts) await c.close()
  place.close()

  await Promise.all([page.goto(site.kioskUrl), lawyer.page.goto(`${site.fleetUrl}/desk`)])
  await expect(kiosk.startButton).toBeVisible()
  await warm(() => product(caller, lawyer))
  for (let i = 0; i < half; i++) ours.push(await product(caller, lawyer))

  const p = { ours: middle(ours.map((t) => t.picture)), bare: middle(bare.map((t) => t.picture)) }
  const cost = await room(caller, lawyer, site.fleet.pid)
  write(`${root}/var/bench-meeting.jsonl`, [
    row('meeting: touch "answer" to first picture at the kiosk, p50', p.ours, 'ms', {
      against: 'bare livekit-client, connect to first picture', limit: p.bare, goal: `at most ${goal} ms more`, met: p.ours - p.bare <= goal,
    }),
    row('meeting: the same, difference', p.ours - p.bare, 'ms', { against: `${ours.length} and ${bare.length} calls`, goal: `at most ${goal} ms`, met: p.ours - p.bare <= goal }),
    row('meeting: the same, p90', middle(ours.map((t) => t.picture), 0.9), 'ms', { against: 'bare livekit-client', limit: middle(bare.map((t) => t.picture), 0.9) }),
    row('meeting: until the citizen, who turns on after that, is seen at the desk, p50', middle(ours.map((t) => t.back)), 'ms', { against: 'bare livekit-client', limit: middle(bare.map((t) => t.back)) }),
    row('meeting: of them until the desk begins to join, p50', middle(ours.map((t) => t.signal)), 'ms', { against: 'bare livekit-client', limit: middle(bare.map((t) => t.signal)) }),
    row('meeting: fleetd for a room of two', cost.percent, '% of a core', { against: cost.picture }),
    row('meeting: rooms of two for each core, extrapolated from one', 100 / cost.percent, 'rooms'),
  ])
})

/** The first of a kind loads what later ones find there. */
async function warm(measure: () => Promise<Took>): Promise<void> {
  await measure()
}

async function product(caller: Caller, lawyer: LawyerDesk): Promise<Took> {
  await caller.toQueue()
  await expect(lawyer.ring()).toBeVisible()
  await new Promise((done) => setTimeout(done, reading))
  await forget(caller.page)
  await forget(lawyer.page)
  await lawyer.answer()
  const { answered } = await marks(lawyer.page)
  await poll('the first picture at the kiosk', async () => (await marks(caller.page)).frame > 0)
  await poll('the first picture at the desk', async () => (await marks(lawyer.page)).frame > 0)
  const { frame } = await marks(caller.page)
  const { signal, frame: back } = await marks(lawyer.page)
  await finish(caller, lawyer)
  return { picture: frame - answered, back: back - answered, signal: signal - answered }
}

async function finish(caller: Caller, lawyer: LawyerDesk): Promise<void> {
  await lawyer.finish('说完了。')
  await caller.kiosk.call('DELETE', '/api/visits/current', await caller.kiosk.token())
  await caller.kiosk.tap(zh.ended.again)
  await expect(caller.kiosk.startButton).toBeVisible()
}

/** A call that no page knows of, and tokens for both of its people. */
async function callByApi(caller: Caller, lawyer: LawyerDesk) {
  const { kiosk } = caller
  const site = kiosk.site
  const ask = async <T>(answer: ReturnType<typeof kiosk.call>): Promise<T> => {
    const a = await answer
    expect(a.ok(), `${a.url()} ${await a.text()}`).toBe(true)
    return (await a.json()) as T
  }
  const desk = (path: string, data: object) => lawyer.page.request.post(`${site.fleetUrl}/api/desk/calls/${path}`, { data, headers: { Origin: site.fleetUrl } })
  const { token } = await ask<{ token: string }>(kiosk.page.request.post(`${site.kioskUrl}/api/visits`, { data: { lang: 'zh-CN' } }))
  const call = await ask<{ id: string }>(kiosk.call('POST', '/api/meeting', token, { topic: 'unpaid-wages', speech: 'mandarin', share_card: false, video: true }))
  await poll('the call to ring', async () => (await desk(`${call.id}/answer`, {})).ok())
  await poll('the kiosk to learn of the answer', async () => (await caller.call()).state === 'talking')
  return {
    citizen: (await ask<{ token: string }>(kiosk.call('POST', '/api/meeting/token', token, {}))).token,
    lawyer: (await ask<{ token: string }>(desk(`${call.id}/token`, {}))).token,
    async end() {
      await ask(desk(`${call.id}/finish`, { outcome: 'advice', summary: '说完了。', notes: '', guides: [], follow_up: { kind: 'none' } }))
      await kiosk.call('DELETE', '/api/visits/current', token)
    },
  }
}

/** What a room with a picture of 720p each way costs fleetd, over what it uses without. */
async function room(caller: Caller, lawyer: LawyerDesk, pid: number): Promise<{ percent: number; picture: string }> {
  const over = async () => {
    const [began, used] = [performance.now(), processorTime(pid)]
    await new Promise((done) => setTimeout(done, seconds * 1000)) // the length of the measurement
    return (100 * (processorTime(pid) - used)) / (performance.now() - began)
  }
  const idle = await over()
  await forget(caller.page)
  await forget(lawyer.page)
  await caller.toQueue()
  await lawyer.answer()
  await caller.sees()
  await lawyer.sees()
  const before = [await incoming(caller.page), await incoming(lawyer.page)]
  const busy = await over()
  const after = [await incoming(caller.page), await incoming(lawyer.page)]
  const got = after.map((a, i) => {
    const b = before[i]!
    return `${a.width}x${a.height} at ${((a.frames - b.frames) / seconds).toFixed(0)}/s, ${((8 * (a.bytes - b.bytes)) / seconds / 1e6).toFixed(2)} Mbit/s`
  })
  await finish(caller, lawyer)
  return { percent: busy - idle, picture: `kiosk got ${got[0]}; desk got ${got[1]}; idle ${idle.toFixed(2)} % taken off` }
}
