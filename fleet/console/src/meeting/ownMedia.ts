import { createLocalAudioTrack, createLocalVideoTrack, VideoPresets, type LocalAudioTrack, type LocalVideoTrack } from 'livekit-client'
import { shallowRef, triggerRef } from 'vue'
import type { DeviceWord } from '@/api/desk'
import { chosenDevice, deviceFault, isTrouble, rememberDevice } from './devices'

export type OwnKind = 'camera' | 'microphone'

/**
 * This page's camera and microphone. They outlive a lost connection, so that
 * nobody is asked twice; a fault of one never keeps the other, or the call, away.
 */
export class OwnMedia {
  readonly camera = shallowRef<LocalVideoTrack | null>(null)
  readonly microphone = shallowRef<LocalAudioTrack | null>(null)
  readonly words = shallowRef<Record<OwnKind, DeviceWord>>({ camera: 'off', microphone: 'off' })
  private readonly onPlugged = (): void => {
    for (const kind of ['camera', 'microphone'] as const) if (this.words.value[kind] === 'missing') void this.open(kind)
  }

  /** changed: a track came or went and wants to be published, or a word changed. */
  constructor(private readonly changed: () => void) {
    navigator.mediaDevices?.addEventListener?.('devicechange', this.onPlugged)
  }

  /** Opens a device; a fault becomes its word. */
  async open(kind: OwnKind, id = chosenDevice(kind)): Promise<void> {
    try {
      await this.take(kind, id)
    } catch (fault) {
      if (id && deviceFault(fault) === 'missing') return this.open(kind, '') // the chosen one is unplugged: any other
      this.word(kind, deviceFault(fault))
    }
    this.changed()
  }

  private async take(kind: OwnKind, id: string | undefined): Promise<void> {
    const deviceId = id ? { exact: id } : undefined
    this.stop(kind)
    if (kind === 'camera') {
      const track = await createLocalVideoTrack({ deviceId, resolution: VideoPresets.h720.resolution })
      track.on('ended', () => this.lost(kind))
      this.camera.value = track
    } else {
      const track = await createLocalAudioTrack({ deviceId, echoCancellation: true, noiseSuppression: true, autoGainControl: true })
      track.on('ended', () => this.lost(kind))
      this.microphone.value = track
    }
    this.word(kind, 'on')
  }

  private lost(kind: OwnKind): void {
    if (this.words.value[kind] !== 'on') return
    this.word(kind, 'missing')
    this.changed()
  }

  /** Switches a device; a camera that is off is closed, and its light goes out. */
  async set(kind: OwnKind, on: boolean): Promise<void> {
    const track = this[kind].value
    if (!track || isTrouble(this.words.value[kind])) {
      if (on) await this.open(kind)
      return
    }
    try {
      await (on ? track.unmute() : track.mute())
      this.word(kind, on ? 'on' : 'off')
    } catch (fault) {
      this.word(kind, deviceFault(fault))
    }
    triggerRef(this.camera)
    this.changed()
  }

  async choose(kind: OwnKind, id: string): Promise<void> {
    rememberDevice(kind, id)
    await this.open(kind, id)
  }

  close(): void {
    navigator.mediaDevices?.removeEventListener?.('devicechange', this.onPlugged)
    this.stop('camera')
    this.stop('microphone')
    this.words.value = { camera: 'off', microphone: 'off' }
  }

  private stop(kind: OwnKind): void {
    const track = this[kind].value
    this[kind].value = null
    if (!track) return
    track.detach()
    track.stop()
  }

  private word(kind: OwnKind, word: DeviceWord): void {
    this.words.value = { ...this.words.value, [kind]: word }
  }
}
