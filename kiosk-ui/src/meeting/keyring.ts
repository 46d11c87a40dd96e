import type { Call, Keys } from './types'
import { makeKeyPair, makeRoomKey, unwrapRoomKey, wrapRoomKey, type KeyPair } from './roomKey'

export interface KeyringDeps {
  post: (keys: Keys) => Promise<Call>
  onKey: (key: Uint8Array<ArrayBuffer>) => void // the room's key from now on
}

// createKeyring follows the snapshots of one call: the holder makes the room's
// key and wraps it for whoever has a public key; anybody else takes the key that
// was wrapped for them. A page that was loaded again has a new pair and, as the
// holder, makes a new key with a higher epoch. Everything is derived from the
// snapshot, so a post that failed is made up for by the next one.
export function createKeyring(deps: KeyringDeps) {
  let pair: KeyPair | null = null
  let roomKey: Uint8Array<ArrayBuffer> | null = null
  let epoch = 0
  let given = new Map<string, string>() // identity -> public key it was wrapped for
  let opened = '' // the last wrapped key that was looked at
  let next: Call | null = null
  let running: Promise<void> | null = null
  let closed = false

  async function hold(call: Call, own: KeyPair, told: boolean) {
    const others = new Map((call.people ?? []).flatMap((p) => (p.identity !== call.me && p.key ? [[p.identity, p.key] as const] : [])))
    const left = [...given.keys()].some((id) => !call.people?.some((p) => p.identity === id))
    // Who left must not go on reading; a transfer makes the old key void.
    const fresh = roomKey === null || left || (call.keys?.epoch ?? 0) > epoch
    const key = fresh ? makeRoomKey() : (roomKey as Uint8Array<ArrayBuffer>)
    const same = !fresh && told && others.size === given.size && [...others].every(([id, k]) => given.get(id) === k)
    if (same) return
    if (fresh) epoch = Math.max(epoch, call.keys?.epoch ?? 0) + 1
    const wrapped: Record<string, string> = {}
    const wrappedFor = new Map<string, string>()
    for (const [id, publicKey] of others) {
      // A public key that is none shuts out its owner, not the others.
      const one = await wrapRoomKey(key, own.privateKey, publicKey).catch(() => null)
      if (one !== null) wrapped[id] = one
      wrappedFor.set(id, publicKey)
    }
    if (roomKey === null) deps.onKey(key) // nobody can have an older one from this page
    await deps.post({ public: own.publicKey, epoch, wrapped })
    if (closed) return
    if (fresh && roomKey !== null) deps.onKey(key)
    roomKey = key
    given = wrappedFor
  }

  async function take(call: Call, own: KeyPair, told: boolean) {
    if (!told) await deps.post({ public: own.publicKey })
    const wrapped = call.keys?.wrapped?.[call.me]
    const holder = call.people?.find((p) => p.identity === call.keys?.holder)?.key
    if (wrapped === undefined || holder === undefined || opened === wrapped + holder) return
    opened = wrapped + holder
    const key = await unwrapRoomKey(wrapped, own.privateKey, holder).catch(() => null)
    if (key !== null && !closed) deps.onKey((roomKey = key))
  }

  async function step(call: Call) {
    pair ??= await makeKeyPair()
    const me = call.people?.find((p) => p.identity === call.me)
    const told = me?.key === pair.publicKey
    const mine = call.keys?.holder === call.me || (call.keys?.holder === '' && me?.role === 'citizen')
    await (mine ? hold(call, pair, told) : take(call, pair, told))
  }

  async function run() {
    while (next !== null && !closed) {
      const call = next
      next = null
      await step(call).catch(() => undefined) // the next snapshot tries again
    }
  }

  return {
    // follow looks at a snapshot; of several that come meanwhile only the last.
    follow(call: Call): Promise<void> {
      if (!call.keys || call.state === 'ended') return Promise.resolve()
      next = call
      running ??= run().finally(() => (running = null))
      return running
    },
    close() {
      closed = true
      roomKey = null
      pair = null
    },
  }
}

export type Keyring = ReturnType<typeof createKeyring>
