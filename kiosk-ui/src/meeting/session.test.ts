import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createSession, type Outgoing, type RoomNews } from './session'

const track = (id: string) => ({ id }) as MediaStreamTrack
const picture = (id: string) => ({ identity: 'l', source: 'camera' as const, track: track(id) })

function setup() {
  const rooms: { news: RoomNews; token: string; url: string; closed: boolean; key: number; encrypted: boolean; sent: Outgoing[] }[] = []
  const state = { fail: false, tokens: 0, noToken: false }
  const session = createSession({
    origin: 'http://kiosk',
    token: () => (state.noToken ? Promise.reject(new Error('offline')) : Promise.resolve({ token: `t${++state.tokens}`, identity: 'k' })),
    outgoing: () => ({ camera: track('me'), microphone: null, paper: null }),
    onChange: () => undefined,
    makeRoom: (news, encrypted) => {
      const room = { news, token: '', url: '', closed: false, key: 0, encrypted, sent: [] as Outgoing[] }
      rooms.push(room)
      return Promise.resolve({
        connect: (url: string, token: string) => {
          Object.assign(room, { url, token })
          return state.fail ? Promise.reject(new Error('could not establish pc connection')) : Promise.resolve()
        },
        publish: (o: Outgoing) => Promise.resolve(void room.sent.push(o)),
        setKey: (k: Uint8Array) => void (room.key = k[0] ?? 0),
        setEncrypted: (on: boolean) => void (room.encrypted = on),
        path: () => Promise.resolve('direct' as const),
        close: () => Promise.resolve(void (room.closed = true)),
      })
    },
  })
  return { session, rooms, state, settle: (ms = 0) => vi.advanceTimersByTimeAsync(ms) }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a session', () => {
  it('joins over the page’s own address and sends what is open', async () => {
    const { session, rooms, settle } = setup()
    session.setKey(new Uint8Array([7]))
    session.start(true)
    session.talk()
    await settle()
    expect(rooms[0]).toMatchObject({ url: 'http://kiosk', token: 't1', key: 7, encrypted: true })
    expect(rooms[0]?.sent[0]?.camera?.id).toBe('me')
    expect(session.state).toMatchObject({ net: 'up', joined: true, path: 'direct' })
  })

  it('joins without encryption where the fleet turned it off while the room was made', async () => {
    const { session, rooms, settle } = setup()
    session.start(true)
    session.setEncrypted(false)
    await settle()
    expect(rooms).toHaveLength(1)
    expect(rooms[0]).toMatchObject({ token: 't1', encrypted: false })
  })

  it('waits inside and sends nothing until the talk begins', async () => {
    const { session, rooms, settle } = setup()
    session.start(true)
    await settle()
    session.publish() // a device that was open already
    await settle(60_000)
    expect(session.state).toMatchObject({ net: 'up', joined: true, met: false, path: undefined })
    expect(rooms[0]?.sent).toEqual([])
    session.talk()
    session.talk()
    await settle()
    expect(rooms[0]?.sent).toHaveLength(1)
    expect(session.state).toMatchObject({ met: false, path: 'direct' })
    rooms[0]?.news.tracks([], [{ identity: 'l', track: track('voice') }])
    expect(session.state.met).toBe(true)
    expect(rooms).toHaveLength(1)
  })

  it('does not wait for ever for somebody who has neither camera nor microphone', async () => {
    const { session, settle } = setup()
    session.start(true)
    session.talk()
    await settle(4000)
    expect(session.state.met).toBe(false)
    await settle(2000)
    expect(session.state.met).toBe(true)
  })

  it('begins to talk at once where the way in was just lost', async () => {
    const { session, rooms, state, settle } = setup()
    session.start(true)
    await settle()
    state.fail = true
    rooms[0]?.news.closed()
    await settle(20_000) // in one of the long pauses
    const tried = rooms.length
    state.fail = false
    session.talk()
    await settle()
    expect(rooms).toHaveLength(tried + 1)
    expect(rooms.at(-1)?.sent).toHaveLength(1)
  })

  it('comes back with a new token and keeps the picture meanwhile', async () => {
    const { session, rooms, settle } = setup()
    session.start(false)
    session.talk()
    await settle()
    rooms[0]?.news.tracks([picture('a')], [])
    rooms[0]?.news.closed()
    await settle()
    expect(session.state.net).toBe('down')
    expect(session.seen.pictures[0]?.track.id).toBe('a')
    await settle(2000)
    expect(rooms[1]).toMatchObject({ token: 't2' })
    expect(rooms[0]?.closed).toBe(true)
    expect(session.state.net).toBe('up')
    rooms[1]?.news.tracks([], []) // not there yet
    expect(session.seen.pictures[0]?.track.id).toBe('a')
    rooms[1]?.news.tracks([picture('b')], [])
    expect(session.seen.pictures[0]?.track.id).toBe('b')
  })

  it('tries for as long as it takes, and at once when told so', async () => {
    const { session, rooms, state, settle } = setup()
    session.start(false)
    session.talk()
    await settle()
    state.noToken = true
    rooms[0]?.news.closed()
    await settle(60_000)
    expect(session.state.net).toBe('down')
    expect(rooms.length).toBeGreaterThan(10)
    state.noToken = false
    session.hurry()
    await settle()
    expect(session.state.net).toBe('up')
  })

  it('tells that the media find no way', async () => {
    const { session, state, settle } = setup()
    state.fail = true
    session.start(false)
    session.talk()
    await settle()
    expect(session.state.path).toBe('unreachable')
  })

  it('says while the connection mends itself', async () => {
    const { session, rooms, settle } = setup()
    session.start(false)
    session.talk()
    await settle()
    rooms[0]?.news.shaky(true)
    expect(session.state.net).toBe('down')
    rooms[0]?.news.shaky(false)
    expect(session.state.net).toBe('up')
  })

  it('stops for good, with nothing left of the others', async () => {
    const { session, rooms, settle } = setup()
    session.start(false)
    session.talk()
    await settle()
    rooms[0]?.news.tracks([picture('a')], [])
    session.stop()
    await settle(60_000)
    expect(rooms).toHaveLength(1)
    expect(rooms[0]?.closed).toBe(true)
    expect(session.state.net).toBe('off')
    expect(session.seen.pictures).toEqual([])
    rooms[0]?.news.tracks([picture('late')], [])
    expect(session.seen.pictures).toEqual([])
    expect(vi.getTimerCount()).toBe(0)
  })

  it('closes a room that was made too late', async () => {
    const { session, rooms, settle } = setup()
    session.start(false)
    session.talk()
    session.stop()
    await settle(1000)
    expect(rooms[0]?.closed).toBe(true)
    expect(rooms[0]?.token).toBe('')
  })
})
