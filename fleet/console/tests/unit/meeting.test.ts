import { readFileSync } from 'node:fs'
import { webcrypto } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import type { Call, Keys } from '@/api/desk'
import { FleetClock, stopwatch } from '@/meeting/clock'
import { deviceFault, isTrouble } from '@/meeting/devices'
import { Rejoin, rejoinMs } from '@/meeting/rejoin'
import { makeKeyPair, RoomKeys, unwrapRoomKey } from '@/meeting/roomKey'

vi.stubGlobal('crypto', webcrypto)

interface Case {
  name: string
  holder: { public: string }
  recipient: { public: string; private: JsonWebKey }
  roomKey: string
  wrapped: string
}
const { cases } = JSON.parse(readFileSync('../../kiosk-ui/src/meeting/roomKey.vectors.json', 'utf8')) as { cases: Case[] }
const base64 = (b: Uint8Array): string => Buffer.from(b).toString('base64')
const importKey = (jwk: JsonWebKey): Promise<CryptoKey> => crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])

describe('the room’s key', () => {
  test.each(cases)('$name: what the kiosk wrapped opens here', async (c) => {
    expect(base64(await unwrapRoomKey(c.wrapped, await importKey(c.recipient.private), c.holder.public))).toBe(c.roomKey)
  })

  test.each(cases)('$name: a changed byte, or another’s key, opens nothing', async (c) => {
    const bytes = Buffer.from(c.wrapped, 'base64')
    bytes[bytes.length - 1]! ^= 1
    await expect(unwrapRoomKey(bytes.toString('base64'), await importKey(c.recipient.private), c.holder.public)).rejects.toThrow()
    await expect(unwrapRoomKey(c.wrapped, (await makeKeyPair()).privateKey, c.holder.public)).rejects.toThrow()
  })

  test('a page tells its public key as a point of 65 bytes, once for each snapshot that lacks it', async () => {
    const told: Keys[] = []
    const keys = new RoomKeys({ tell: async (k) => void told.push(k), use: async () => undefined })
    const call = { me: 'l', people: [{ identity: 'l' }, { identity: 'k' }], keys: { epoch: 1, holder: 'k', wrapped: {} } } as unknown as Call
    await keys.look(call)
    const point = Buffer.from(told[0]!.public!, 'base64')
    expect([point.length, point[0]]).toEqual([65, 4])
    call.people[0]!.key = told[0]!.public
    await keys.look(call)
    expect(told).toHaveLength(1)
    await keys.look({ ...call, keys: null })
    expect([told.length, keys.ready]).toEqual([1, false])
  })

  test('what was wrapped for an older page is not used, and does no harm', async () => {
    const c = cases[0]!
    let own = ''
    const used: string[] = []
    const keys = new RoomKeys({ tell: async (k) => void (own = k.public!), use: async (k) => void used.push(base64(k)) })
    const call = (): Call =>
      ({ me: 'l', people: [{ identity: 'l', key: own || c.recipient.public }, { identity: 'k', key: c.holder.public }], keys: { epoch: 1, holder: 'k', wrapped: { l: c.wrapped } } }) as unknown as Call
    await keys.look(call())
    await keys.look(call())
    expect([used, keys.ready]).toEqual([[], false])
  })
})

describe('the fleet’s clock', () => {
  test('a wrong local clock is corrected by half the way there and back', () => {
    let local = 1_000_000
    const clock = new FleetClock(() => local)
    clock.hear(new Date(5_000_000).toISOString(), local - 200, local)
    expect(clock.now()).toBe(5_000_100)
    expect(clock.since(new Date(4_990_000).toISOString())).toBe(10)
    expect(clock.until(new Date(5_030_000).toISOString())).toBe(30)
    local += 2000
    expect(clock.until(new Date(5_001_000).toISOString())).toBe(0)
  })

  test('a slow answer does not spoil what a quick one told, until that is old', () => {
    let local = 0
    const clock = new FleetClock(() => local)
    clock.hear(new Date(100_000).toISOString(), 0, 20)
    const quick = clock.now()
    clock.hear(new Date(190_000).toISOString(), 0, 60_000)
    expect(clock.now()).toBe(quick)
    local = 700_000
    clock.hear(new Date(900_000).toISOString(), 699_000, 700_000)
    expect(clock.now()).toBe(900_500)
    clock.hear('nonsense', 0, 1)
    expect([clock.now(), clock.since(null), clock.until(undefined)]).toEqual([900_500, 0, 0])
  })

  test.each([[0, '0:00'], [65, '1:05'], [3723, '1:02:03'], [-4, '0:00']])('%d s is shown as %s', (s, text) => expect(stopwatch(s)).toBe(text))
})

test.each([
  ['NotAllowedError', 'denied'],
  ['NotFoundError', 'missing'],
  ['NotReadableError', 'busy'],
  ['TypeError', 'failed'],
])('%s means %s', (name, word) => {
  expect(deviceFault(Object.assign(new Error('x'), { name }))).toBe(word)
  expect(isTrouble(word as 'busy')).toBe(true)
})
test('a device that is off is no trouble', () => expect([isTrouble('off'), isTrouble('on'), isTrouble('')]).toEqual([false, false, false]))

describe('coming back to a room', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  test('joins again with ever longer waits, at once when the network returns, and from the start after it was joined', async () => {
    let ways: (() => Promise<{ joined: boolean }>)[] = []
    let stays = 0
    const fail = (): Promise<never> => Promise.reject(new Error('away'))
    const rejoin = new Rejoin({ stay: () => (stays++, (ways.shift() ?? (() => new Promise(() => undefined)))()), final: () => false, away: () => undefined })
    ways = [fail, fail, fail, async () => ({ joined: true })]
    rejoin.start()
    await vi.advanceTimersByTimeAsync(0)
    for (const [i, ms] of rejoinMs.slice(0, 2).entries()) {
      await vi.advanceTimersByTimeAsync(ms - 1)
      expect(stays).toBe(i + 1)
      await vi.advanceTimersByTimeAsync(1)
    }
    expect(stays).toBe(3)
    window.dispatchEvent(new Event('online'))
    await vi.advanceTimersByTimeAsync(0)
    expect(stays).toBe(4)
    await vi.advanceTimersByTimeAsync(rejoinMs[0]!)
    expect(stays).toBe(5)
    rejoin.stop()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([stays, rejoin.running]).toEqual([5, false])
  })

  test('a call that is over is not joined again', async () => {
    let stays = 0
    const told: unknown[] = []
    const over = new Error('over')
    const rejoin = new Rejoin({ stay: () => (stays++, Promise.reject(over)), final: (f) => f === over, away: (f) => void told.push(f) })
    rejoin.start()
    await vi.advanceTimersByTimeAsync(60_000)
    expect([stays, told, rejoin.running]).toEqual([1, [over], false])
  })
})
