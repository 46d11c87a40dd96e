// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { createKeyring } from './keyring'
import { toBase64 } from './roomKey'
import type { Call, Keys, Person } from './types'

// A fleet that keeps public keys and wrapped keys, and nothing else.
function fleet() {
  const people: Person[] = []
  const keys = { epoch: 0, holder: 'k', wrapped: {} as Record<string, string> }
  const state = { down: false, posts: [] as Keys[] }
  const snapshot = (me: string): Call => ({
    id: 'c', version: 1, state: 'talking', topic: '', began: '', now: '', me, people: people.map((p) => ({ ...p })), papers: [], staff: false, rated: false,
    keys: { ...keys, wrapped: { [me]: keys.wrapped[me] ?? '' } }, recording: { asked: false, on: false },
    options: { book: false, message: false, reply_by: '', hotline: '' },
  })
  function page(id: string, role: Person['role']) {
    if (!people.some((p) => p.identity === id)) people.push({ identity: id, role, name: id, here: true })
    const got: string[] = []
    const ring = createKeyring({
      onKey: (k) => got.push(toBase64(k)),
      post(k) {
        if (state.down) return Promise.reject(new Error('down'))
        state.posts.push(k)
        const me = people.find((p) => p.identity === id)
        if (me && k.public) me.key = k.public
        if (k.epoch !== undefined) Object.assign(keys, { epoch: k.epoch, wrapped: k.wrapped ?? {} })
        return Promise.resolve(snapshot(id))
      },
    })
    return { ring, got, look: () => ring.follow(snapshot(id)), last: () => got.at(-1) }
  }
  const leave = (id: string) => people.splice(people.findIndex((p) => p.identity === id), 1)
  return { page, leave, keys, state, people }
}

async function meet(kiosk: ReturnType<ReturnType<typeof fleet>['page']>, other: typeof kiosk) {
  for (let i = 0; i < 3; i++) {
    await kiosk.look()
    await other.look()
  }
}

describe('the keyring', () => {
  it('brings the holder’s key to the lawyer', async () => {
    const f = fleet()
    const kiosk = f.page('k', 'citizen')
    const desk = f.page('l', 'lawyer')
    await meet(kiosk, desk)
    expect(kiosk.last()).toBeDefined()
    expect(desk.last()).toBe(kiosk.last())
    const posts = f.state.posts.length
    await meet(kiosk, desk)
    expect(f.state.posts).toHaveLength(posts) // nothing new, nothing told
  })

  it('makes a new key with a higher epoch when the holder’s page was loaded again', async () => {
    const f = fleet()
    const kiosk = f.page('k', 'citizen')
    const desk = f.page('l', 'lawyer')
    await meet(kiosk, desk)
    const [old, epoch] = [kiosk.last(), f.keys.epoch]
    const again = f.page('k', 'citizen')
    await meet(again, desk)
    expect(f.keys.epoch).toBeGreaterThan(epoch)
    expect(again.last()).not.toBe(old)
    expect(desk.last()).toBe(again.last())
  })

  it('gives the key to a lawyer whose page was loaded again', async () => {
    const f = fleet()
    const kiosk = f.page('k', 'citizen')
    await meet(kiosk, f.page('l', 'lawyer'))
    const again = f.page('l', 'lawyer')
    await meet(kiosk, again)
    expect(again.last()).toBe(kiosk.last())
  })

  it('shuts out who has left, and gives the new key to who came instead', async () => {
    const f = fleet()
    const kiosk = f.page('k', 'citizen')
    const first = f.page('l', 'lawyer')
    await meet(kiosk, first)
    const old = first.last()
    f.leave('l')
    const second = f.page('l2', 'lawyer')
    await meet(kiosk, second)
    expect(second.last()).toBe(kiosk.last())
    expect(second.last()).not.toBe(old)
  })

  it('makes a new key where the fleet made the old one void', async () => {
    const f = fleet()
    const kiosk = f.page('k', 'citizen')
    const desk = f.page('l', 'lawyer')
    await meet(kiosk, desk)
    const old = kiosk.last()
    f.keys.epoch += 1
    f.keys.wrapped = {}
    await meet(kiosk, desk)
    expect(kiosk.last()).not.toBe(old)
    expect(desk.last()).toBe(kiosk.last())
  })

  it('is not stopped by a public key that is none, nor by a fleet that was away', async () => {
    const f = fleet()
    const kiosk = f.page('k', 'citizen')
    const desk = f.page('l', 'lawyer')
    f.people.push({ identity: 'x', role: 'family', name: 'x', here: true, key: 'no key' })
    f.state.down = true
    await meet(kiosk, desk)
    f.state.down = false
    await meet(kiosk, desk)
    expect(desk.last()).toBe(kiosk.last())
  })

  it('does nothing without encryption or after the end', async () => {
    const f = fleet()
    const kiosk = f.page('k', 'citizen')
    const none = createKeyring({ post: () => Promise.reject(new Error('asked')), onKey: () => expect.fail('made a key') })
    await kiosk.look()
    await none.follow({ keys: null, state: 'talking' } as Call)
    await none.follow({ keys: f.keys, state: 'ended' } as Call)
  })
})
