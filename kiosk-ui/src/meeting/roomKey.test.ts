// @vitest-environment node
import { describe, expect, it } from 'vitest'
import { fromBase64, makeKeyPair, makeRoomKey, toBase64, unwrapRoomKey, wrapRoomKey } from './roomKey'
import vectors from './roomKey.vectors.json'

const priv = (jwk: JsonWebKey) => crypto.subtle.importKey('jwk', jwk, { name: 'ECDH', namedCurve: 'P-256' }, false, ['deriveBits'])

describe('the room key, against the vectors', () => {
  it.each(vectors.cases)('$name', async (c) => {
    const holder = await priv(c.holder.private)
    const recipient = await priv(c.recipient.private)
    expect(await wrapRoomKey(fromBase64(c.roomKey), holder, c.recipient.public, fromBase64(c.nonce))).toBe(c.wrapped)
    expect(toBase64(await unwrapRoomKey(c.wrapped, recipient, c.holder.public))).toBe(c.roomKey)
  })
})

describe('the room key', () => {
  it('comes out where it was meant for, and nowhere else', async () => {
    const [holder, lawyer, stranger] = await Promise.all([makeKeyPair(), makeKeyPair(), makeKeyPair()])
    const key = makeRoomKey()
    const wrapped = await wrapRoomKey(key, holder.privateKey, lawyer.publicKey)
    expect(await unwrapRoomKey(wrapped, lawyer.privateKey, holder.publicKey)).toEqual(key)
    await expect(unwrapRoomKey(wrapped, stranger.privateKey, holder.publicKey)).rejects.toThrow()
    await expect(unwrapRoomKey(wrapped, lawyer.privateKey, stranger.publicKey)).rejects.toThrow()
  })

  it('is closed with a new nonce each time, and refuses a changed byte', async () => {
    const [holder, lawyer] = await Promise.all([makeKeyPair(), makeKeyPair()])
    const key = makeRoomKey()
    const once = await wrapRoomKey(key, holder.privateKey, lawyer.publicKey)
    expect(await wrapRoomKey(key, holder.privateKey, lawyer.publicKey)).not.toBe(once)
    const bytes = fromBase64(once)
    bytes[20] = (bytes[20] ?? 0) ^ 1
    await expect(unwrapRoomKey(toBase64(bytes), lawyer.privateKey, holder.publicKey)).rejects.toThrow()
  })

  it.each(['', 'AAAA', '!', toBase64(new Uint8Array(65))])('refuses the public key %j', async (bad) => {
    const holder = await makeKeyPair()
    await expect(wrapRoomKey(makeRoomKey(), holder.privateKey, bad)).rejects.toThrow()
  })

  it('keeps the private half inside', async () => {
    const { privateKey, publicKey } = await makeKeyPair()
    expect(privateKey.extractable).toBe(false)
    expect(fromBase64(publicKey)).toHaveLength(65)
    expect(fromBase64(publicKey)[0]).toBe(4)
  })
})
