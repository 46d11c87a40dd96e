import { effectScope, shallowRef, watch, type EffectScope } from 'vue'
import type { DeskCall, RoomToken } from '@/api/desk'
import { deskApi } from '@/api/deskClient'
import { RoomLink } from '@/meeting/link'
import { makeKeyPair, type KeyPair } from '@/meeting/roomKey'
import type { Source } from '@/recording/mixer'
import type { CallRecorder } from '@/recording/recorder'
import { comeBack } from '@/router'
import { newer } from './merge'
import { Notes } from './notes'

/** A page's way into a call's room. entry: a token that opens it once, where one is on its way. */
export function linkTo(call: () => string, heard: (call: DeskCall) => void, pair: KeyPair | null = null, entry?: () => Promise<RoomToken | undefined>): RoomLink {
  let first = entry
  return new RoomLink(
    {
      token: async () => {
        const given = first?.()
        first = undefined
        return (await given) ?? deskApi.token(call())
      },
      here: (here) => deskApi.callHere(call(), here),
      keys: (keys) => deskApi.keys(call(), keys),
      heard: (c) => heard(c as DeskCall),
    },
    pair,
  )
}

/** What the next answer needs, made while it rings: its call is known only with the answer. */
export interface Ahead {
  link: RoomLink
  answer: (call: string) => Promise<DeskCall>
}

export async function makeAhead(heard: (call: DeskCall) => void): Promise<Ahead> {
  const pair = await makeKeyPair()
  let id = ''
  let entry: Promise<RoomToken | undefined> = Promise.resolve(undefined)
  const link = linkTo(() => id, heard, pair, () => entry)
  const answer = async (call: string): Promise<DeskCall> => {
    id = call
    const answered = deskApi.answer(call, pair.publicKey)
    entry = answered.then((a) => a.entry, () => undefined)
    link.warm()
    const { entry: _, ...rest } = await answered
    return rest
  }
  await link.ready.catch(async (fault: unknown) => {
    await link.stop() // it could never encrypt
    throw fault
  })
  return { link, answer }
}

/** The call that a lawyer is in, with all that lives as long as it, on whatever page the lawyer looks. */
export class Current {
  readonly call = shallowRef<DeskCall>() as { value: DeskCall }
  /** The fleet no longer lists it: the citizen left, or the call was lost. */
  readonly over = shallowRef(false)
  readonly link: RoomLink
  readonly notes: Notes
  readonly recorder = shallowRef<CallRecorder | null>(null)
  private readonly scope: EffectScope = effectScope(true)

  constructor(call: DeskCall, link: RoomLink) {
    this.call.value = call
    const { id } = call
    this.link = link
    this.notes = new Notes(
      {
        save: (text) => deskApi.notes(id, text),
        setTimeout: (act, ms) => window.setTimeout(act, ms),
        clearTimeout: (timer) => window.clearTimeout(timer),
      },
      call.notes,
    )
    this.link.start(call)
    // Without it nothing could be sent or seen: a page that is loaded anew is back in the call.
    this.link.ready.catch(() => comeBack.failed(window.location.pathname))
    this.scope.run(() => {
      watch(() => this.call.value.recording.on && !this.over.value, (on) => void this.record(on), { immediate: true })
      watch([this.link.feeds, this.link.own.camera, this.link.own.microphone], () => this.recorder.value?.mix(this.sources()))
    })
  }

  /** A newer snapshot. */
  hear(call: DeskCall): void {
    if (call.id !== this.call.value.id) return
    this.call.value = newer(this.call.value, call)
    this.notes.hear(this.call.value.notes ?? '')
    void this.link.look(this.call.value)
  }

  nameOf(identity: string): string {
    return this.call.value.people.find((p) => p.identity === identity)?.name ?? ''
  }

  /** Leaves the room; what was recorded with consent is stored first. */
  async end(): Promise<void> {
    this.scope.stop()
    await this.recorder.value?.stop()
    await this.leave()
  }

  /** Leaves the room at once, such as when somebody signs out. */
  async leave(): Promise<void> {
    this.scope.stop()
    this.notes.end()
    await this.link.stop()
  }

  private async record(on: boolean): Promise<void> {
    if (!on) {
      const withdrawn = !this.over.value && this.call.value.recording.citizen === false
      if (withdrawn) this.recorder.value?.withdraw()
      else await this.recorder.value?.stop()
      return
    }
    if (!this.recorder.value) {
      const { CallRecorder } = await import('@/recording/recorder')
      this.recorder.value = new CallRecorder(this.call.value.id)
    }
    if (this.call.value.recording.on) await this.recorder.value.start(this.sources())
  }

  private sources(): Source[] {
    const { camera, microphone } = this.link.own
    const own = { id: 'me', name: this.nameOf(this.call.value.me), video: camera.value?.isMuted ? null : (camera.value?.mediaStreamTrack ?? null), audio: microphone.value?.mediaStreamTrack ?? null }
    const others = this.link.feeds.value.flatMap((f): Source[] => [
      { id: f.identity, name: this.nameOf(f.identity), video: f.camera?.mediaStreamTrack ?? null, audio: f.sound?.mediaStreamTrack ?? null },
      ...(f.document ? [{ id: `${f.identity} document`, name: '', video: f.document.mediaStreamTrack, audio: null }] : []),
    ])
    return [...others, own]
  }
}
