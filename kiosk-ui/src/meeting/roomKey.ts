// The room's key: made in one citizen's page, wrapped for each other page, and
// never seen by the fleet. The lawyers' desk holds the other half of this
// module; roomKey.vectors.json is what both are tested against.
//
// Wrapping, for a holder H and a recipient R, each with a P-256 key pair:
//   secret     = ECDH(own private key, other public key)      32 bytes, the X coordinate
//   wrapping   = HKDF-SHA-256(secret, salt empty, info "lawkiosk room key", 32 bytes)
//   wrapped    = nonce (12 random bytes) || AES-256-GCM(wrapping, nonce, room key, no extra data)
// Public keys travel as base64 of SEC 1 uncompressed points (65 bytes, the first
// 0x04), wrapped keys as base64 of the above (12 + 32 + 16 bytes). The room key is
// 32 random bytes and goes into LiveKit's ExternalE2EEKeyProvider as an ArrayBuffer.

export const roomKeyBytes = 32
const nonceBytes = 12
const info = new TextEncoder().encode('lawkiosk room key')
const curve = { name: 'ECDH', namedCurve: 'P-256' } as const

export interface KeyPair {
  publicKey: string // base64, as it travels
  privateKey: CryptoKey
}

type Bytes = Uint8Array<ArrayBuffer>

export function toBase64(bytes: Bytes): string {
  return btoa(String.fromCharCode(...bytes))
}

export function fromBase64(text: string): Bytes {
  return Uint8Array.from(atob(text), (c) => c.charCodeAt(0))
}

// makeKeyPair makes a page's own pair; the private half cannot leave the page.
export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  const raw = await crypto.subtle.exportKey('raw', pair.publicKey)
  return { publicKey: toBase64(new Uint8Array(raw)), privateKey: pair.privateKey }
}

export function makeRoomKey(): Bytes {
  return crypto.getRandomValues(new Uint8Array(roomKeyBytes))
}

async function wrappingKey(privateKey: CryptoKey, otherPublic: string): Promise<CryptoKey> {
  const other = await crypto.subtle.importKey('raw', fromBase64(otherPublic), curve, false, [])
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, privateKey, 256)
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  return crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt'])
}

// wrapRoomKey closes the room key for one recipient. The nonce is random; only
// the tests of the vectors give one.
export async function wrapRoomKey(
  roomKey: Bytes,
  ownPrivate: CryptoKey,
  otherPublic: string,
  nonce: Bytes = crypto.getRandomValues(new Uint8Array(nonceBytes)),
): Promise<string> {
  const key = await wrappingKey(ownPrivate, otherPublic)
  const closed = new Uint8Array(await crypto.subtle.encrypt({ name: 'AES-GCM', iv: nonce }, key, roomKey))
  const both = new Uint8Array(nonce.length + closed.length)
  both.set(nonce)
  both.set(closed, nonce.length)
  return toBase64(both)
}

// unwrapRoomKey opens what the holder closed; it throws where the bytes were
// not made by that holder for this recipient.
export async function unwrapRoomKey(wrapped: string, ownPrivate: CryptoKey, holderPublic: string): Promise<Bytes> {
  const bytes = fromBase64(wrapped)
  const key = await wrappingKey(ownPrivate, holderPublic)
  const iv = bytes.slice(0, nonceBytes)
  const opened = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv }, key, bytes.slice(nonceBytes)))
  if (opened.length !== roomKeyBytes) throw new Error('cannot use the room key: it has the wrong length')
  return opened
}
