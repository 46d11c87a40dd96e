import { Encrypter } from 'age-encryption'
import { ref, shallowRef } from 'vue'
import { deskApi } from '@/api/deskClient'
import { Problem, problemOf, unreachable } from '@/api/problem'
import { Mixer, type Source } from './mixer'
import { Pieces } from './pieces'

const partMs = 5_000
const types = ['video/webm;codecs=vp8,opus', 'video/webm']

/**
 * Records a call in this browser. Each piece is sealed for the fleet's vault
 * before it leaves the page, so neither the network nor the disk of the fleet
 * holds anything that could be seen without the vault's key.
 */
export class CallRecorder {
  readonly on = ref(false)
  readonly fault = shallowRef<Problem | null>(null)
  private mixer: Mixer | null = null
  private media: MediaRecorder | null = null
  private pieces: Pieces | null = null
  private recording = ''
  private parts: Promise<void> = Promise.resolve()

  constructor(private readonly call: string) {}

  async start(sources: readonly Source[]): Promise<void> {
    if (this.on.value) return
    this.on.value = true
    this.fault.value = null
    try {
      const [{ recipient }, { id }] = await Promise.all([deskApi.recipient(), deskApi.openRecording(this.call)])
      if (!this.on.value) return void deskApi.closeRecording(this.call, id).catch(() => undefined) // withdrawn meanwhile
      this.recording = id
      this.begin(recipient, sources)
    } catch (fault) {
      this.on.value = false
      this.fault.value = fault instanceof Problem ? fault : new Problem(unreachable, '')
    }
  }

  private begin(recipient: string, sources: readonly Source[]): void {
    const age = new Encrypter()
    age.addRecipient(recipient)
    const pieces = new Pieces({
      seal: (piece) => age.encrypt(piece),
      put: (n, sealed) => this.put(n, sealed),
      again: (fault) => !(fault instanceof Problem) || fault.status === unreachable || fault.status >= 500 || fault.status === 429,
      setTimeout: (act, ms) => window.setTimeout(act, ms),
    })
    this.pieces = pieces
    this.mixer = new Mixer()
    this.mixer.mix(sources)
    const media = new MediaRecorder(this.mixer.stream, {
      mimeType: types.find((t) => MediaRecorder.isTypeSupported(t)),
      videoBitsPerSecond: 700_000,
      audioBitsPerSecond: 48_000,
    })
    media.ondataavailable = ({ data }) => {
      this.parts = this.parts.then(async () => {
        if (data.size > 0) pieces.add(new Uint8Array(await data.arrayBuffer()))
        if (pieces.fault instanceof Problem) this.fault.value = pieces.fault
      })
    }
    media.start(partMs)
    this.media = media
  }

  /** Takes in who is there now. */
  mix(sources: readonly Source[]): void {
    this.mixer?.mix(sources)
  }

  /** The consent is gone: nothing that was not sent leaves this page. */
  withdraw(): void {
    this.pieces?.withdraw()
    void this.stop()
  }

  /** Ends the recording and waits until its last piece is stored. */
  async stop(): Promise<void> {
    if (!this.on.value) return
    this.on.value = false
    const { media, mixer, pieces, recording } = this
    this.media = this.mixer = this.pieces = null
    if (media && media.state !== 'inactive') {
      const ended = new Promise((done) => media.addEventListener('stop', done, { once: true }))
      media.stop()
      await ended
    }
    mixer?.end()
    await this.parts
    await pieces?.flush()
    if (recording) await deskApi.closeRecording(this.call, recording).catch(() => undefined) // the fleet closes what is left open
  }

  private async put(n: number, sealed: Uint8Array): Promise<void> {
    const answer = await fetch(deskApi.piecePath(this.call, this.recording, n), {
      method: 'PUT',
      headers: { 'Content-Type': 'application/octet-stream', 'X-Background': '1' },
      body: sealed as Uint8Array<ArrayBuffer>,
    })
    if (!answer.ok) throw await problemOf(answer)
  }
}
