import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Content, KioskEvent, Terminal } from '../../src/api/types'
import { createKiosk } from '../../src/state/kiosk'

const none = { zh: '', en: '' }
const settings = { lang: 'zh-CN', elder: false, contrast: false, lowered: false, spoken: false }
const secret = '测试甲的秘密'

// A daemon that answers over a fake fetch and a fake socket.
function daemon() {
  const terminal: Terminal = {
    kiosk: 'k', centre: { id: 'c', name: none, address: none, phone: '', hours: none, sample: true }, content: 'v1',
    printer: { state: 'online', reasons: [], supplies: [], ready: true }, idcard: { state: 'online', ready: true },
    fleet: { connected: true }, visit: null, limits: { max_copies: 3, max_prints: 10 }, now: '2026-11-22T04:00:00Z',
  }
  const content = { version: 'v1', themes: [], slides: [], forms: [], regions: [], centres: [], guides: { 'zh-CN': [], en: [] } } as Content
  const calls: string[] = []
  const state = { up: true, over: false, noContent: false }
  const socket = { onopen: null, onmessage: null, onclose: null, send: () => undefined, close: () => undefined } as unknown as WebSocket
  let visits = 0

  const answer = (method: string, path: string): [number, unknown] => {
    if (state.over && method !== 'GET') return [409, { code: 'visit.over', detail: '已经结束' }]
    if (path === '/api/terminal') return [200, terminal]
    if (path === '/api/content') return state.noContent ? [503, { code: 'content.none', detail: '' }] : [200, content]
    if (path.startsWith('/api/content/search')) return [200, []]
    if (method === 'POST' && path === '/api/visits') {
      terminal.visit = { id: `v${++visits}`, token: `t${visits}`, settings: { ...settings, lang: 'zh-CN' }, began: '' }
      return [200, { ...terminal.visit, idle_s: 75, warn_s: 25 }]
    }
    if (method === 'DELETE') terminal.visit = null
    return [204, null]
  }
  const kiosk = createKiosk({
    fetch: (input, init) => {
      const method = init?.method ?? 'GET'
      calls.push(`${method} ${String(input)} ${new Headers(init?.headers).get('X-Visit') ?? '-'}`)
      if (!state.up) return Promise.reject(new TypeError('refused'))
      const [status, body] = answer(method, String(input))
      return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(body), { status }))
    },
    openSocket: () => socket,
    storage: sessionStorage,
    reload: () => calls.push('reload'),
    now: () => Date.now(),
  })
  const settle = () => vi.advanceTimersByTimeAsync(20)
  return {
    kiosk, terminal, calls, state, settle,
    open: async () => { socket.onopen?.(new Event('open')); await settle() },
    close: () => socket.onclose?.(new CloseEvent('close')),
    say: (e: KioskEvent) => socket.onmessage?.(new MessageEvent('message', { data: JSON.stringify(e) })),
  }
}

beforeEach(() => {
  vi.useFakeTimers({ now: Date.parse('2026-11-22T04:00:00Z') })
  sessionStorage.clear()
})
afterEach(() => void vi.useRealTimers())

async function inVisit() {
  const d = daemon()
  d.kiosk.start()
  await d.open()
  await d.kiosk.begin('zh-CN')
  return d
}

describe('a visit', () => {
  it('starts from the attract screen and sends its token', async () => {
    const d = daemon()
    expect(d.kiosk.phase.value).toBe('starting')
    d.kiosk.start()
    await d.open()
    expect(d.kiosk.phase.value).toBe('attract')
    await d.kiosk.begin('zh-CN', { name: 'guide', id: 'g', via: 'slide' })
    expect(d.kiosk.phase.value).toBe('visit')
    expect(d.kiosk.visit.value?.stack.map((s) => s.name)).toEqual(['home', 'guide'])
    d.kiosk.touched()
    await d.settle()
    expect(d.calls).toContain('POST /api/visits/current/activity t1')
  })

  it('leaves nothing of the visitor behind when it ends', async () => {
    const d = await inVisit()
    const v = d.kiosk.visit.value!
    v.query = secret
    v.forms.f = { stage: 'ask', step: 3, values: { name: secret } }
    v.walks.j = { answers: { left: secret }, ticked: [], counted: {}, facts: {}, reckoned: {} }
    v.card = { phase: 'read', summary: { name_masked: secret, id_masked: secret }, problem: '' }
    d.kiosk.go({ name: 'form', id: 'f' })
    expect(sessionStorage.length).toBe(1)
    d.say({ type: 'visit.ended', data: { how: 'timeout', card_reminder: true } })
    expect(d.kiosk.phase.value).toBe('ended')
    expect(d.kiosk.ended.value).toEqual({ how: 'timeout', cardReminder: true })
    expect(d.kiosk.visit.value).toBeNull()
    expect(sessionStorage.length).toBe(0)
    const { terminal, content, visit, ended } = d.kiosk
    expect(JSON.stringify([terminal.value, content.value, visit.value, ended.value])).not.toContain(secret)
    await d.kiosk.begin('zh-CN')
    expect(JSON.stringify(d.kiosk.visit.value)).not.toContain(secret)
  })

  it('never keeps entries in the storage that survives a reload', async () => {
    const d = await inVisit()
    d.kiosk.visit.value!.forms.f = { stage: 'ask', step: 0, values: { name: secret } }
    d.kiosk.visit.value!.walks.j = { answers: { left: secret }, ticked: [], counted: {}, facts: {}, reckoned: {} }
    d.kiosk.go({ name: 'form', id: 'f' })
    expect(JSON.stringify(Object.entries(sessionStorage))).not.toContain(secret)
  })

  it('goes on where it was after a reload', async () => {
    const d = await inVisit()
    d.kiosk.go({ name: 'theme', id: 'a' })
    const again = daemon()
    again.terminal.visit = d.terminal.visit
    again.kiosk.start()
    await again.open()
    expect(again.kiosk.phase.value).toBe('visit')
    expect(again.kiosk.visit.value?.stack.at(-1)).toEqual({ name: 'theme', id: 'a' })
  })

  it('ends by the button even if the daemon does not answer', async () => {
    const d = await inVisit()
    d.state.up = false
    await d.kiosk.end()
    expect(d.kiosk.visit.value).toBeNull()
  })

  it('is left at once: the first screen, no word of an end, nothing kept', async () => {
    const d = await inVisit()
    d.kiosk.go({ name: 'plan', id: 'j' })
    void d.kiosk.leave()
    expect(d.kiosk.phase.value).toBe('attract')
    expect(sessionStorage.length).toBe(0)
    await d.settle()
    expect(d.calls).toContain('DELETE /api/visits/current t1')
    d.say({ type: 'visit.ended', data: { how: 'button', card_reminder: true } })
    expect(d.kiosk.phase.value).toBe('attract')
  })

  it('ends when a call is refused because it is over', async () => {
    const d = await inVisit()
    d.state.over = true
    d.kiosk.touched()
    await d.settle()
    expect(d.kiosk.ended.value?.how).toBe('over')
  })

  it('reports touches at most every two seconds, at once under a warning', async () => {
    const d = await inVisit()
    const count = () => d.calls.filter((c) => c.includes('/activity')).length
    d.kiosk.touched()
    d.kiosk.touched()
    expect(count()).toBe(1)
    d.say({ type: 'visit.warning', data: { seconds_left: 25 } })
    expect(d.kiosk.visit.value?.warnUntil).toBe(Date.now() + 25_000)
    d.kiosk.touched()
    expect(count()).toBe(2)
    expect(d.kiosk.visit.value?.warnUntil).toBeNull()
  })
})

describe('the connection', () => {
  it('is called lost after a moment, and found again', async () => {
    const d = await inVisit()
    d.state.up = false
    d.close()
    expect(d.kiosk.phase.value).toBe('visit')
    await vi.advanceTimersByTimeAsync(2600)
    expect(d.kiosk.phase.value).toBe('lost')
    d.state.up = true
    await d.open()
    expect(d.kiosk.phase.value).toBe('visit')
  })

  it('drops a visit that a restarted daemon no longer knows', async () => {
    const d = await inVisit()
    d.close()
    d.terminal.visit = null
    await d.open()
    expect(d.kiosk.ended.value?.how).toBe('restart')
  })

  it('says so when there is no content, and shows it once it is there', async () => {
    const d = daemon()
    d.state.noContent = true
    d.kiosk.start()
    await d.open()
    expect(d.kiosk.phase.value).toBe('empty')
    d.state.noContent = false
    await vi.advanceTimersByTimeAsync(2500)
    expect(d.kiosk.phase.value).toBe('attract')
  })

  it('reloads the page when it is told to, and ignores garbage', async () => {
    const d = daemon()
    d.kiosk.start()
    await d.open()
    d.say({ type: 'page.reload', data: {} })
    expect(d.calls).toContain('reload')
    d.say('garbage' as unknown as KioskEvent)
    expect(d.kiosk.phase.value).toBe('attract')
  })
})
