import { ConnectionState, DisconnectReason, ExternalE2EEKeyProvider, isE2EESupported, Room, RoomEvent, setLogLevel, Track, type LocalTrack, type RoomOptions, type TrackPublishOptions } from 'livekit-client'
import E2EEWorker from 'livekit-client/e2ee-worker?worker'
import { shallowRef } from 'vue'
import type { Call, Here, Keys, RoomToken } from '@/api/desk'
import { Problem } from '@/api/problem'
import { pathOf, readFeeds, Speaker, type Feed } from './feeds'
import { OwnMedia, type OwnKind } from './ownMedia'
import { Rejoin } from './rejoin'
import { sendWhole } from './whole'
import { RoomKeys, type KeyPair } from './roomKey'

setLogLevel('silent') // its log names people and devices

/** joining: the first time; lost: was in, coming back; elsewhere: another window took the place. */
export type LinkState = 'off' | 'joining' | 'joined' | 'lost' | 'elsewhere'

export interface LinkDeps {
  token: () => Promise<RoomToken>
  here: (here: Here) => Promise<Call | undefined>
  keys: (keys: Keys) => Promise<Call | undefined>
  /** A snapshot came with an answer. */
  heard: (call: Call) => void
}

// As the kiosk's: one picture of 720p, sharp from the start.
const cameraOptions: TrackPublishOptions = {
  source: Track.Source.Camera, simulcast: false, videoCodec: 'vp8', videoEncoding: { maxBitrate: 1_700_000, maxFramerate: 25 },
}

/** A page that is in a call says so this often; the fleet believes an absence after a while. */
const hereMs = 4_000

/** How long the sound may wait for the picture to go first, in ms. */
const pictureMs = 150

/** How long the page may wait for the signals before it draws the call, in ms. */
const underWayMs = 300

const idle = { camera: Promise.resolve(), microphone: Promise.resolve() } as const

function atWork(worker: Worker | null): Promise<void> {
  if (!worker) return Promise.resolve()
  const answered = new Promise<void>((done, fail) => {
    worker.addEventListener('message', () => done(), { once: true })
    worker.addEventListener('error', () => fail(new Problem(0, '')), { once: true })
  })
  answered.catch(() => undefined) // for who waits for it
  return answered
}

/** A page's place in a call's room: what it sees and hears, what it gives, and how it comes back. */
export class RoomLink {
  readonly state = shallowRef<LinkState>('off')
  readonly feeds = shallowRef<Feed[]>([])
  readonly path = shallowRef<NonNullable<Here['path']>>('')
  readonly sealed = shallowRef<'off' | 'waiting' | 'on' | 'unsupported'>('off')
  readonly screen = shallowRef(false)
  readonly speaker = new Speaker()
  readonly own = new OwnMedia(() => void this.ownChanged())
  private readonly keyProvider = new ExternalE2EEKeyProvider()
  private readonly worker = isE2EESupported() ? new E2EEWorker() : null
  /** The worker that encrypts is at work; a Problem where it cannot be loaded. */
  readonly ready = atWork(this.worker)
  /**
   * Closes what this page sends with a key that nobody else has, until the room's
   * key comes: the way to the others is made meanwhile, with pictures that nobody can see.
   */
  private readonly hushed = this.keyProvider.setKey(crypto.getRandomValues(new Uint8Array(32)).buffer)
  private readonly room: Room
  private readonly roomKeys: RoomKeys
  private readonly rejoin: Rejoin
  private timer = 0
  private warmed = false
  private publishing: Record<OwnKind, Promise<void>> = { ...idle }
  private opened: Promise<unknown> = Promise.resolve()
  private inside = false
  private signal: () => void = () => undefined
  private readonly signalled = new Promise<void>((done) => (this.signal = done))
  private left: ((reason?: DisconnectReason) => void) | null = null

  constructor(
    private readonly deps: LinkDeps,
    pair: KeyPair | null = null,
  ) {
    const options: RoomOptions = {
      adaptiveStream: { pauseVideoInBackground: false },
      dynacast: true,
      publishDefaults: { simulcast: false, stopMicTrackOnMute: false },
      stopLocalTrackOnUnpublish: false,
      reconnectPolicy: { nextRetryDelayInMs: ({ retryCount }) => (retryCount < 3 ? 300 * (retryCount + 1) : null) },
      ...(this.worker ? { encryption: { keyProvider: this.keyProvider, worker: this.worker } } : {}),
    }
    this.room = new Room(options)
    this.roomKeys = new RoomKeys(
      {
        tell: async (keys) => this.take(await deps.keys(keys)),
        use: async (key) => {
          await this.hushed
          await this.keyProvider.setKey(key.buffer)
          this.sealed.value = 'on'
          // The pictures before it were closed with another key: see hushed.
          sendWhole(this.own.camera.value, 0)
        },
      },
      pair && Promise.resolve(pair),
    )
    this.rejoin = new Rejoin({
      stay: (signal) => this.stay(signal),
      final: (fault) => fault instanceof Problem && [403, 404, 409, 410].includes(fault.status),
      away: (fault) => this.away(fault),
    })
    this.listen()
  }

  /** The signals are through, or will not be soon. */
  underWay(): Promise<unknown> {
    return Promise.race([this.signalled, new Promise((done) => window.setTimeout(done, underWayMs))])
  }

  /** Opens this page's devices, while the call is being answered. */
  warm(): void {
    if (this.warmed) return
    this.warmed = true
    this.opened = this.own.open('camera')
    void this.own.open('microphone')
  }

  start(call: Call): void {
    this.state.value = 'joining'
    void this.look(call)
    this.warm()
    this.rejoin.start()
    this.timer = window.setInterval(() => void this.tellHere(), hereMs)
  }

  /** Looks at a newer snapshot: encryption on or off, new keys. */
  async look(call: Call): Promise<void> {
    if (!call.keys) {
      if (this.room.isE2EEEnabled) await this.room.setE2EEEnabled(false)
      this.sealed.value = 'off'
      return
    }
    if (!this.worker) {
      this.sealed.value = 'unsupported'
      return
    }
    if (!this.room.isE2EEEnabled) await this.room.setE2EEEnabled(true)
    if (this.sealed.value !== 'on') this.sealed.value = 'waiting'
    await this.roomKeys.look(call).catch(() => undefined) // the next snapshot tries again
  }

  async share(on: boolean): Promise<void> {
    try {
      await this.room.localParticipant.setScreenShareEnabled(on, { audio: false, contentHint: 'detail' })
    } catch {
      // The lawyer closed the browser's question: nothing is shared, and the button says so.
    }
    this.screen.value = this.room.localParticipant.isScreenShareEnabled
  }

  /** Makes sound after a click, where the browser waited for one. */
  sound(): void {
    void this.room.startAudio().then(() => (this.speaker.blocked.value = !this.room.canPlaybackAudio), () => undefined)
  }

  /** Takes the place back from another window. */
  retake(): void {
    this.state.value = 'joining'
    this.rejoin.start()
  }

  async stop(): Promise<void> {
    window.clearInterval(this.timer)
    this.rejoin.stop()
    this.state.value = 'off'
    await this.room.disconnect(true).catch(() => undefined)
    this.own.close()
    this.speaker.end()
    this.worker?.terminate()
  }

  private async stay(signal: AbortSignal): Promise<{ joined: boolean }> {
    const { token, url } = await this.deps.token()
    if (signal.aborted) return { joined: false }
    const over = new Promise<DisconnectReason | undefined>((done) => (this.left = done))
    signal.addEventListener('abort', () => this.left?.(), { once: true })
    await this.room.connect(url || window.location.origin, token, { autoSubscribe: true })
    this.state.value = 'joined'
    this.path.value = 'direct'
    this.refresh()
    void this.tellHere()
    const reason = await over
    if (reason === DisconnectReason.DUPLICATE_IDENTITY) {
      this.rejoin.stop()
      this.state.value = 'elsewhere'
    }
    return { joined: true }
  }

  /** Gives what is open while the way for it is still being made, the picture first. */
  private async enter(): Promise<void> {
    await Promise.race([this.opened, new Promise((done) => window.setTimeout(done, pictureMs))])
    if (this.room.state === ConnectionState.Disconnected) return
    this.inside = true
    this.publishing = { ...idle } // what an earlier connection may still wait for is of no use
    await this.publish()
  }

  private away(fault: unknown): void {
    this.state.value = this.state.value === 'joining' ? 'joining' : 'lost'
    if (fault !== null && !(fault instanceof Problem)) this.path.value = 'unreachable'
    this.refresh()
    void this.tellHere()
  }

  private listen(): void {
    const again = (): void => this.refresh()
    const r = this.room
    r.on(RoomEvent.SignalConnected, () => (this.signal(), void this.enter()))
    r.on(RoomEvent.Disconnected, (reason) => {
      this.inside = false
      this.left?.(reason)
    })
    r.on(RoomEvent.Reconnecting, () => (this.state.value = 'lost'))
    r.on(RoomEvent.Reconnected, () => (this.state.value = 'joined'))
    r.on(RoomEvent.TrackSubscribed, (track) => (this.speaker.add(track), again()))
    // LiveKit tells of it before it lets go of the track.
    r.on(RoomEvent.TrackUnsubscribed, (track) => (this.speaker.remove(track), window.setTimeout(again)))
    r.on(RoomEvent.LocalTrackSubscribed, (pub) => sendWhole(pub.track))
    r.on(RoomEvent.AudioPlaybackStatusChanged, () => (this.speaker.blocked.value = !r.canPlaybackAudio))
    r.on(RoomEvent.LocalTrackUnpublished, () => (this.screen.value = r.localParticipant.isScreenShareEnabled))
    r.on(RoomEvent.ParticipantConnected, again).on(RoomEvent.ParticipantDisconnected, again).on(RoomEvent.TrackMuted, again)
    r.on(RoomEvent.TrackUnmuted, again).on(RoomEvent.ActiveSpeakersChanged, again).on(RoomEvent.ConnectionQualityChanged, again)
  }

  private refresh(): void {
    this.feeds.value = readFeeds(this.room)
  }

  private async ownChanged(): Promise<void> {
    if (this.state.value === 'off') return // the call is still being answered: nobody to tell
    if (this.inside) await this.publish()
    void this.tellHere()
  }

  /** Gives the room what is open and not given yet, and takes back what was closed. */
  private async publish(): Promise<void> {
    await Promise.all((['camera', 'microphone'] as const).map((kind) => {
      const next = (): Promise<void> => this.publishOne(kind).catch(() => undefined) // the next change tries again
      return (this.publishing[kind] = this.publishing[kind].then(next))
    }))
  }

  private async publishOne(kind: OwnKind): Promise<void> {
    const me = this.room.localParticipant
    const mine: LocalTrack | null = this.own[kind].value
    const source = kind === 'camera' ? Track.Source.Camera : Track.Source.Microphone
    const given = [...me.trackPublications.values()].filter((p) => p.source === source && p.track)
    for (const p of given) if (p.track !== mine) await me.unpublishTrack(p.track!, false)
    if (!mine || given.some((p) => p.track === mine)) return
    await me.publishTrack(mine, kind === 'camera' ? cameraOptions : { source })
  }

  private async tellHere(): Promise<void> {
    const joined = this.state.value === 'joined'
    if (joined) {
      const subscribed = [...this.room.remoteParticipants.values()].flatMap((p) => [...p.trackPublications.values()]).find((p) => p.track)?.track
      this.path.value = (await pathOf((subscribed ?? this.own.camera.value) as Parameters<typeof pathOf>[0])) || this.path.value
    }
    const { camera, microphone } = this.own.words.value
    await this.deps.here({ joined, camera, microphone, path: this.path.value }).then((call) => this.take(call), () => undefined)
  }

  private take(call: Call | undefined): void {
    if (call && typeof call.version === 'number') this.deps.heard(call)
  }
}
