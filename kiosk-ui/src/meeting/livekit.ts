import {
  ExternalE2EEKeyProvider, isE2EESupported, LocalAudioTrack, LocalVideoTrack, Room as LiveRoom, RoomEvent, setLogLevel, Track,
  type RemoteTrackPublication, type TrackPublishOptions,
} from 'livekit-client'
import E2eeWorker from 'livekit-client/e2ee-worker?worker'
import type { Outgoing, Picture, Room, RoomNews, Sound } from './session'
import { pathOf } from './path'
import { sendWhole } from './whole'

// The only place that knows LiveKit. Two parties: one picture of 720p each, no
// simulcast, no dynacast, so that the first picture comes soon and stays sharp.

const cameraOptions: TrackPublishOptions = {
  source: Track.Source.Camera, simulcast: false, videoCodec: 'vp8', videoEncoding: { maxBitrate: 1_700_000, maxFramerate: 25 },
}
const paperOptions: TrackPublishOptions = {
  source: Track.Source.ScreenShare, name: 'paper', simulcast: false, videoCodec: 'vp8',
  videoEncoding: { maxBitrate: 2_500_000, maxFramerate: 15 }, degradationPreference: 'maintain-resolution',
}
const soundOptions: TrackPublishOptions = { source: Track.Source.Microphone, dtx: true, red: true }

// LiveKit mends short cuts by itself. After that a new room with a new token is
// sooner back than its long pauses: see session.ts.
const ownTries = [0, 400, 900] // ms before each

setLogLevel('silent') // its log names identities and devices

export async function makeRoom(news: RoomNews, encrypted: boolean): Promise<Room> {
  const keys = isE2EESupported() ? new ExternalE2EEKeyProvider() : null
  const worker = keys === null ? null : new E2eeWorker()
  const room = new LiveRoom({
    adaptiveStream: false,
    dynacast: false,
    stopLocalTrackOnUnpublish: false, // the page owns its devices
    disconnectOnPageLeave: true,
    reconnectPolicy: { nextRetryDelayInMs: ({ retryCount }) => ownTries[retryCount] ?? null },
    publishDefaults: { simulcast: false },
    encryption: keys !== null && worker !== null ? { keyProvider: keys, worker } : undefined,
  })
  if (encrypted) await room.setE2EEEnabled(true)
  const sent: Partial<Record<keyof Outgoing, { from: MediaStreamTrack; as: LocalVideoTrack | LocalAudioTrack }>> = {}
  const last: Partial<Record<keyof Outgoing, Promise<void>>> = {}
  let open = true

  function tell() {
    const pictures: Picture[] = []
    const sounds: Sound[] = []
    for (const p of room.remoteParticipants.values()) {
      for (const pub of p.trackPublications.values() as Iterable<RemoteTrackPublication>) {
        const track = pub.track?.mediaStreamTrack
        if (track === undefined || (pub.isMuted && pub.kind === Track.Kind.Video)) continue
        if (pub.kind === Track.Kind.Audio) sounds.push({ identity: p.identity, track })
        else pictures.push({ identity: p.identity, source: pub.source === Track.Source.ScreenShare ? 'screen' : 'camera', track })
      }
    }
    news.tracks(pictures, sounds)
  }
  for (const e of [RoomEvent.TrackSubscribed, RoomEvent.TrackMuted, RoomEvent.TrackUnmuted, RoomEvent.ParticipantDisconnected] as const) room.on(e, tell)
  // While the connection is torn down its tracks go one by one: not a change.
  room.on(RoomEvent.TrackUnsubscribed, () => void setTimeout(() => open && tell(), 0))
  room.on(RoomEvent.LocalTrackSubscribed, (pub) => sendWhole(pub.track))
  room.on(RoomEvent.ActiveSpeakersChanged, (who) => news.speakers(who.map((p) => p.identity)))
  room.on(RoomEvent.SignalReconnecting, () => news.shaky(true))
  room.on(RoomEvent.Reconnecting, () => news.shaky(true))
  room.on(RoomEvent.Reconnected, () => news.shaky(false))
  room.on(RoomEvent.Disconnected, () => {
    open = false
    news.closed()
  })

  async function publishOne(what: keyof Outgoing, track: MediaStreamTrack | null) {
    const old = sent[what]
    if (old?.from === track) {
      if (what === 'microphone' && track) await (track.enabled ? old.as.unmute() : old.as.mute())
      return
    }
    if (old) {
      delete sent[what]
      await room.localParticipant.unpublishTrack(old.as, false)
    }
    if (track === null || track.readyState !== 'live') return
    const made = what === 'microphone' ? new LocalAudioTrack(track, undefined, true) : new LocalVideoTrack(track, undefined, true)
    sent[what] = { from: track, as: made }
    try {
      await room.localParticipant.publishTrack(made, { camera: cameraOptions, paper: paperOptions, microphone: soundOptions }[what])
    } catch (e) {
      if (sent[what]?.as === made) delete sent[what]
      throw e
    }
    if (what === 'microphone' && !track.enabled) await made.mute()
  }

  return {
    connect: (url, token) => room.connect(url, token, { autoSubscribe: true, maxRetries: 0, peerConnectionTimeout: 12_000 }),
    publish(outgoing) {
      // Each thing after its own earlier change only: the picture waits for no sound.
      const all = (Object.keys(outgoing) as (keyof Outgoing)[]).map((k) => {
        const next = () => publishOne(k, outgoing[k]).catch(() => undefined) // the next change tries again
        return (last[k] = (last[k] ?? Promise.resolve()).then(next))
      })
      return Promise.all(all).then(() => undefined)
    },
    // Copied: the provider takes an ArrayBuffer of exactly these bytes.
    setKey: (key) => void keys?.setKey(key.slice().buffer),
    setEncrypted: (on) => void room.setE2EEEnabled(on).catch(() => undefined),
    path: () => pathOf(() => [
      ...room.localParticipant.trackPublications.values(),
      ...[...room.remoteParticipants.values()].flatMap((p) => [...p.trackPublications.values()]),
    ].map((pub) => pub.track), () => open),
    async close() {
      open = false
      await room.disconnect(false).catch(() => undefined)
      worker?.terminate()
    },
  }
}
