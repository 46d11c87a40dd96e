import { ConnectionQuality, Track, type RemoteParticipant, type RemoteTrackPublication, type Room, type VideoTrack } from 'livekit-client'
import { shallowRef, type Ref } from 'vue'

/** What one of the others shows and says. */
export interface Feed {
  identity: string
  camera: VideoTrack | null
  /** The second picture: a paper under the document camera, or a shared screen. */
  document: VideoTrack | null
  sound: Track | null
  /** Their microphone is open. */
  audible: boolean
  speaking: boolean
  weak: boolean
}

const shown = (p: RemoteTrackPublication | undefined): VideoTrack | null =>
  p?.track && !p.isMuted && p.track.kind === Track.Kind.Video ? (p.track as VideoTrack) : null

function feed(p: RemoteParticipant): Feed {
  const videos = [...p.videoTrackPublications.values()] as RemoteTrackPublication[]
  const isPaper = (v: RemoteTrackPublication): boolean => v.source === Track.Source.ScreenShare || /document|paper|screen/i.test(v.trackName)
  const papers = videos.filter(isPaper)
  const cameras = videos.filter((v) => !isPaper(v))
  const audio = [...p.audioTrackPublications.values()]
  return {
    identity: p.identity,
    camera: shown(cameras[0]),
    document: shown(papers.at(-1)) ?? shown(cameras[1]),
    sound: audio.find((a) => a.track)?.track ?? null,
    audible: audio.some((a) => !a.isMuted && a.track !== undefined),
    speaking: p.isSpeaking,
    weak: p.connectionQuality === ConnectionQuality.Poor || p.connectionQuality === ConnectionQuality.Lost,
  }
}

/** What the others of a room show now; a new list with each change. */
export function readFeeds(room: Room): Feed[] {
  return [...room.remoteParticipants.values()].map(feed)
}

/** Plays everybody's sound, wherever in the console the lawyer is. */
export class Speaker {
  /** The browser waits for a click before it makes a sound. */
  readonly blocked: Ref<boolean> = shallowRef(false)
  private readonly box = document.createElement('div')

  constructor() {
    this.box.hidden = true
    document.body.append(this.box)
  }

  add(track: Track): void {
    if (track.kind === Track.Kind.Audio) this.box.append(track.attach())
  }

  remove(track: Track): void {
    if (track.kind === Track.Kind.Audio) for (const element of track.detach()) element.remove()
  }

  end(): void {
    this.box.remove()
  }
}

/** The way the media takes, as the browser's statistics tell. */
export async function pathOf(track: { getRTCStatsReport?: () => Promise<RTCStatsReport | undefined> } | null): Promise<'direct' | 'relay' | ''> {
  const report = await track?.getRTCStatsReport?.().catch(() => undefined)
  if (!report) return ''
  const all = new Map<string, Record<string, unknown>>()
  report.forEach((value: Record<string, unknown>) => all.set(String(value.id), value))
  const transport = [...all.values()].find((v) => v.type === 'transport' && v.selectedCandidatePairId)
  const pair = transport
    ? all.get(String(transport.selectedCandidatePairId))
    : [...all.values()].find((v) => v.type === 'candidate-pair' && v.nominated === true)
  const local = pair && all.get(String(pair.localCandidateId))
  if (!local) return ''
  return local.candidateType === 'relay' ? 'relay' : 'direct'
}
