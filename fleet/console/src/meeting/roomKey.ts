// The other half of the kiosk page's room key: there a citizen's page makes the
// key and wraps it for each public key; here a page makes its pair and opens
// what was wrapped for it. The fleet carries both and can read neither.
//
//   secret   = ECDH P-256(own private key, holder's public key)   32 bytes, the X coordinate
//   wrapping = HKDF-SHA-256(secret, salt empty, info "lawkiosk room key", 32 bytes)
//   wrapped  = nonce (12 bytes) || AES-256-GCM(wrapping, nonce, room key, no extra data)
// Public keys are base64 of uncompressed SEC 1 points (65 bytes), wrapped keys
// base64 of the above. kiosk-ui/src/meeting/roomKey.vectors.json is what both are tested against.
import type { Call, Keys } from '@/api/desk'

const roomKeyBytes = 32
const nonceBytes = 12
const info = new TextEncoder().encode('lawkiosk room key')
const curve = { name: 'ECDH', namedCurve: 'P-256' } as const

type Bytes = Uint8Array<ArrayBuffer>

export interface KeyPair {
  publicKey: string
  privateKey: CryptoKey
}

const fromBase64 = (text: string): Bytes => Uint8Array.from(atob(text), (c) => c.charCodeAt(0))

/** Makes a page's own pair; the private half cannot leave the page. */
export async function makeKeyPair(): Promise<KeyPair> {
  const pair = await crypto.subtle.generateKey(curve, false, ['deriveBits'])
  const raw = new Uint8Array(await crypto.subtle.exportKey('raw', pair.publicKey))
  return { publicKey: btoa(String.fromCharCode(...raw)), privateKey: pair.privateKey }
}

/** Opens what the holder closed; throws where it was not made by that holder for this page. */
export async function unwrapRoomKey(wrapped: string, ownPrivate: CryptoKey, holderPublic: string): Promise<Bytes> {
  const other = await crypto.subtle.importKey('raw', fromBase64(holderPublic), curve, false, [])
  const secret = await crypto.subtle.deriveBits({ name: 'ECDH', public: other }, ownPrivate, 256)
  const base = await crypto.subtle.importKey('raw', secret, 'HKDF', false, ['deriveKey'])
  const how = { name: 'HKDF', hash: 'SHA-256', salt: new Uint8Array(0), info }
  const key = await crypto.subtle.deriveKey(how, base, { name: 'AES-GCM', length: 256 }, false, ['decrypt'])
  const bytes = fromBase64(wrapped)
  const opened = new Uint8Array(await crypto.subtle.decrypt({ name: 'AES-GCM', iv: bytes.slice(0, nonceBytes) }, key, bytes.slice(nonceBytes)))
  if (opened.length !== roomKeyBytes) throw new Error('cannot use the room key: it has the wrong length')
  return opened
}

export interface KeyDeps {
  /** Tells the fleet this page's public key. */
  tell: (keys: Keys) => Promise<unknown>
  /** The room's key, ready for use. */
  use: (key: Bytes) => Promise<void>
}

/**
 * Keeps this page's pair and takes each new room key from the snapshots. A page
 * that was loaded again has a new pair: it tells it, and the holder wraps anew.
 */
export class RoomKeys {
  private telling = false
  private used = ''
  private opening = ''
  private refused = ''

  /** pair: one that the fleet was told of before. */
  constructor(
    private readonly deps: KeyDeps,
    private pair: Promise<KeyPair> | null = null,
  ) {}

  /** Whether the room's key is in use. */
  get ready(): boolean {
    return this.used !== ''
  }

  /** Looks at a snapshot: tells the public key where the fleet lacks it, opens the room key where it is new. */
  async look(call: Call): Promise<void> {
    if (!call.keys) return
    this.pair ??= makeKeyPair()
    const pair = await this.pair
    const mine = call.people.find((p) => p.identity === call.me)?.key
    if (mine !== pair.publicKey) {
      await this.tell(pair)
      return // what is wrapped now was made for an older pair
    }
    const holder = call.people.find((p) => p.identity === call.keys?.holder)?.key
    const wrapped = call.keys.wrapped?.[call.me]
    if (!holder || !wrapped || [this.used, this.opening, this.refused].includes(wrapped)) return
    this.opening = wrapped
    try {
      await this.deps.use(await unwrapRoomKey(wrapped, pair.privateKey, holder))
      this.used = wrapped
    } catch {
      this.refused = wrapped // not for this pair: the holder's next one is
    } finally {
      this.opening = ''
    }
  }

  private async tell(pair: KeyPair): Promise<void> {
    if (this.telling) return
    this.telling = true
    try {
      await this.deps.tell({ public: pair.publicKey })
    } finally {
      this.telling = false
    }
  }
}
