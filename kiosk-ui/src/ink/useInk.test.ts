import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { effectScope } from 'vue'
import { Client, type Answer, type Port, type Question } from './client'
import { pause, useInk } from './useInk'

class FakePort implements Port {
  onmessage: Port['onmessage'] = null
  onerror: Port['onerror'] = null
  asked: Question[] = []
  ended = false
  postMessage = (q: Question) => void this.asked.push(q)
  terminate = () => void (this.ended = true)
  say = (data: Answer) => this.onmessage?.(new MessageEvent('message', { data }))
}

function open(name = false) {
  const port = new FakePort()
  const scope = effectScope()
  const broken = vi.fn()
  const ink = scope.run(() => useInk(new Client(port, broken), () => name, () => 320))
  if (ink === undefined) throw new Error('the scope is not active')
  const stroke = () => {
    ink.begin({ x: 1, y: 1 })
    ink.move([{ x: 9, y: 9 }])
    ink.end()
  }
  return { port, ink, stroke, scope, broken }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('writing', () => {
  it('is read once after the finger rested, as one question', async () => {
    const { port, ink, stroke } = open()
    stroke()
    await vi.advanceTimersByTimeAsync(pause - 1)
    stroke()
    await vi.advanceTimersByTimeAsync(pause - 1)
    expect(port.asked).toEqual([])
    await vi.advanceTimersByTimeAsync(1)
    expect(port.asked).toHaveLength(1)
    expect(port.asked[0]?.writing).toMatchObject({ boxHeight: 320, name: false })
    expect(port.asked[0]?.writing.strokes).toHaveLength(2)
    port.say({ kind: 'read', id: 1, candidates: ['工'] })
    await vi.advanceTimersByTimeAsync(0)
    expect(ink.candidates.value).toEqual(['工'])
    ink.forget()
    expect([ink.strokes.value, ink.candidates.value]).toEqual([[], []])
  })
  it('is read at once on request, not while the finger writes', async () => {
    const { port, ink, stroke } = open(true)
    stroke()
    void ink.now()
    expect(port.asked).toHaveLength(1)
    expect(port.asked[0]?.writing.name).toBe(true)
    stroke()
    ink.begin({ x: 0, y: 0 })
    await vi.advanceTimersByTimeAsync(5 * pause)
    expect(port.asked).toHaveLength(1)
  })
  it('drops an answer that came too late', async () => {
    const { port, ink, stroke } = open()
    stroke()
    void ink.now()
    stroke()
    port.say({ kind: 'read', id: 1, candidates: ['旧'] })
    await vi.advanceTimersByTimeAsync(0)
    expect(ink.candidates.value).toEqual([])
  })
  it('takes strokes back one by one, and a cancelled touch is none', async () => {
    const { port, ink, stroke } = open()
    stroke()
    stroke()
    ink.undo()
    expect(ink.strokes.value).toHaveLength(1)
    ink.begin({ x: 0, y: 0 })
    ink.drop()
    expect(ink.strokes.value).toHaveLength(1)
    ink.undo()
    await vi.advanceTimersByTimeAsync(pause)
    expect(port.asked).toEqual([])
    await ink.now()
    expect(port.asked).toEqual([])
  })
  it('asks nothing once the box is closed', async () => {
    const { port, stroke, scope } = open()
    stroke()
    scope.stop()
    await vi.advanceTimersByTimeAsync(pause)
    expect(port.asked).toEqual([])
  })
})

describe('a worker that fails', () => {
  it.each([
    ['says so', (p: FakePort) => p.say({ kind: 'failed', why: 'no model' })],
    ['breaks', (p: FakePort) => p.onerror?.({ message: 'no script' } as ErrorEvent)],
  ])('%s: the box hears of it, the worker is ended', async (_, fail) => {
    const { port, ink, broken } = open()
    expect(ink.loading.value).toBe(true)
    fail(port)
    await vi.advanceTimersByTimeAsync(0)
    expect(ink.failed.value).toBe(true)
    expect(port.ended).toBe(true)
    expect(broken).toHaveBeenCalledOnce()
  })
  it('fails what waits for it', async () => {
    const { port, ink, stroke } = open()
    port.say({ kind: 'ready' })
    await vi.advanceTimersByTimeAsync(0)
    expect(ink.loading.value).toBe(false)
    stroke()
    void ink.now()
    port.say({ kind: 'failed', why: 'out of memory' })
    await vi.advanceTimersByTimeAsync(0)
    expect(ink.failed.value).toBe(true)
  })
})
