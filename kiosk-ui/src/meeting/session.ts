import { reactive, shallowReactive } from 'vue'
import type { Here, RoomToken } from './types'

export interface Picture {
  identity: string
  source: 'camera' | 'screen'
  track: MediaStreamTrack
}

export interface Sound {
  identity: string
  track: MediaStreamTrack
}

export interface RoomNews {
  tracks: (pictures: Picture[], sounds: Sound[]) => void
  speakers: (identities: string[]) => void
  shaky: (is: boolean) => void // reconnecting by itself
  closed: () => void // over, for whatever reason; a new room is needed
}

export type Outgoing = Record<'camera' | 'microphone' | 'paper', MediaStreamTrack | null>

// Room is one connection to a video room; it does not come back once closed.
export interface Room {
  connect: (url: string, token: string) => Promise<void>
  publish: (outgoing: Outgoing) => Promise<void> // what should go out, in whole
  setKey: (key: Uint8Array<ArrayBuffer>) => void
  setEncrypted: (on: boolean) => void
  path: () => Promise<Here['path']>
  close: () => Promise<void>
}

export interface SessionDeps {
  token: () => Promise<RoomToken>
  origin: string // of this page; the daemon passes the room's signals on
  makeRoom: (news: RoomNews, encrypted: boolean) => Promise<Room>
  outgoing: () => Outgoing
  onChange: () => void
}

const waits = [300, 700, 1500, 2500, 4000] // ms before each attempt to come back
const patience = 5000 // ms until somebody of whom nothing came has nothing to send

// createSession keeps the page in the room for as long as it is started: each
// time the connection is lost for good it gets a new token and joins again. It
// sends nothing before talk. The last pictures stay until new ones come, so that
// a cut freezes the picture instead of blanking it.
export function createSession(deps: SessionDeps) {
  const state = reactive({
    net: 'off' as 'off' | 'joining' | 'up' | 'down',
    joined: false, // since it was started
    met: false, // the others came since the talk began, or have neither picture nor sound
    path: undefined as Here['path'],
    speakers: [] as string[],
    encrypted: false,
  })
  const seen = shallowReactive({ pictures: [] as Picture[], sounds: [] as Sound[] })
  let run = 0
  let room: Room | null = null
  let key: Uint8Array<ArrayBuffer> | null = null
  let wake: (() => void) | undefined
  let inside = false
  let talking = false
  let patient: ReturnType<typeof setTimeout> | undefined

  function change(part: Partial<typeof state>) {
    Object.assign(state, part)
    deps.onChange()
  }
  const pause = (ms: number) =>
    new Promise<void>((done) => {
      const timer = setTimeout(done, ms)
      wake = () => (clearTimeout(timer), done())
    })

  // once joins one time and comes back when that connection has ended.
  async function once(mine: number): Promise<boolean> {
    let over: () => void = () => undefined
    const ended = new Promise<void>((done) => (over = done))
    let fresh = false
    const current = () => mine === run
    const asked = deps.token() // on its way while the room is made
    asked.catch(() => undefined) // is told below, where it is waited for
    const { encrypted } = state
    const made = await deps.makeRoom({
      tracks(pictures, sounds) {
        if (!current()) return
        // Right after joining the others' pictures are still on their way.
        if (pictures.length === 0 && sounds.length === 0 && !fresh) return
        fresh = true
        if (!state.met && pictures.length + sounds.length > 0) change({ met: true })
        seen.pictures = pictures
        seen.sounds = sounds
      },
      speakers: (identities) => current() && change({ speakers: identities }),
      shaky: (is) => current() && change({ net: is ? 'down' : 'up' }),
      closed: () => over(),
    }, encrypted)
    if (encrypted !== state.encrypted) made.setEncrypted(state.encrypted)
    if (!current()) return made.close().then(() => false)
    room = made
    let joined = false
    try {
      if (key !== null) made.setKey(key)
      const { token, url } = await asked
      await made.connect(url || deps.origin, token)
      if (!current()) return false
      joined = inside = true
      change({ net: 'up', joined: true })
      send(made)
      await ended
    } catch (e) {
      if (current() && e instanceof Error && /pc connection|peer ?connection/i.test(e.message)) change({ path: 'unreachable' })
    } finally {
      if (room === made) {
        room = null
        inside = false
      }
      await made.close().catch(() => undefined)
    }
    return joined
  }

  // send gives the others what is open; on its way is known how it goes.
  function send(to: Room) {
    if (!talking) return
    const mine = run
    void to.publish(deps.outgoing()).catch(() => undefined)
    void to.path().then((path) => mine === run && path !== undefined && change({ path }), () => undefined)
  }

  async function loop(mine: number) {
    let tries = 0
    while (mine === run) {
      const joined = await once(mine).catch(() => false)
      if (mine !== run) return
      tries = joined ? 0 : tries + 1
      change({ net: 'down', speakers: [] })
      await pause(waits[Math.min(tries, waits.length - 1)] ?? 4000)
    }
  }

  return {
    state,
    seen,
    start(encrypted: boolean) {
      if (state.net !== 'off') return
      change({ net: 'joining', joined: false, met: false, encrypted, path: undefined })
      void loop(++run)
    },
    // talk begins to send, and to wait for what the others send.
    talk() {
      if (talking || state.net === 'off') return
      talking = true
      clearTimeout(patient)
      patient = setTimeout(() => change({ met: true }), patience)
      if (inside && room !== null) send(room)
      else wake?.()
    },
    stop() {
      clearTimeout(patient)
      talking = false
      if (state.net === 'off') return
      run++
      wake?.()
      void room?.close().catch(() => undefined)
      room = null
      inside = false
      seen.pictures = []
      seen.sounds = []
      change({ net: 'off', speakers: [] })
    },
    // hurry tries again at once: there is reason to think that it works now.
    hurry: () => wake?.(),
    publish: () => talking && inside && void room?.publish(deps.outgoing()).catch(() => undefined),
    setKey(to: Uint8Array<ArrayBuffer>) {
      key = to
      room?.setKey(to)
    },
    setEncrypted(on: boolean) {
      if (state.encrypted === on) return
      change({ encrypted: on })
      room?.setEncrypted(on)
    },
    forgetKey: () => (key = null),
  }
}

export type Session = ReturnType<typeof createSession>
