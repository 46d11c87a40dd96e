// One picture and one sound of all parties, for a recording.

export interface Source {
  id: string
  name: string
  video: MediaStreamTrack | null
  audio: MediaStreamTrack | null
}

const width = 1280
const height = 720
const fps = 15

interface Picture {
  track: MediaStreamTrack
  element: HTMLVideoElement
}

interface Sound {
  track: MediaStreamTrack
  node: MediaStreamAudioSourceNode
}

/** Places for n pictures on the canvas: as square a grid as fits. */
export function grid(n: number): { x: number; y: number; w: number; h: number }[] {
  const columns = Math.ceil(Math.sqrt(Math.max(1, n)))
  const rows = Math.ceil(Math.max(1, n) / columns)
  const w = Math.floor(width / columns)
  const h = Math.floor(height / rows)
  return Array.from({ length: n }, (_, i) => ({ x: (i % columns) * w, y: Math.floor(i / columns) * h, w, h }))
}

export class Mixer {
  readonly stream: MediaStream
  private readonly canvas = Object.assign(document.createElement('canvas'), { width, height })
  private readonly paint = this.canvas.getContext('2d')!
  private readonly audio = new AudioContext()
  private readonly out = this.audio.createMediaStreamDestination()
  private readonly pictures = new Map<string, Picture>()
  private readonly sounds = new Map<string, Sound>()
  private names = new Map<string, string>()
  private readonly timer: number

  constructor() {
    const picture = this.canvas.captureStream(fps)
    this.stream = new MediaStream([...picture.getVideoTracks(), ...this.out.stream.getAudioTracks()])
    // A timer, not an animation frame: a recording goes on while the window is behind another.
    this.timer = window.setInterval(() => this.draw(), 1000 / fps)
    void this.audio.resume()
  }

  /** Takes in who is there now. */
  mix(sources: readonly Source[]): void {
    this.names = new Map(sources.map((s) => [s.id, s.name]))
    for (const [id, p] of this.pictures) {
      if (sources.find((s) => s.id === id)?.video === p.track) continue
      p.element.srcObject = null
      this.pictures.delete(id)
    }
    for (const [id, s] of this.sounds) {
      if (sources.find((x) => x.id === id)?.audio === s.track) continue
      s.node.disconnect()
      this.sounds.delete(id)
    }
    for (const s of sources) {
      if (s.video && !this.pictures.has(s.id)) this.pictures.set(s.id, { track: s.video, element: film(s.video) })
      if (s.audio && !this.sounds.has(s.id)) {
        const node = this.audio.createMediaStreamSource(new MediaStream([s.audio]))
        node.connect(this.out)
        this.sounds.set(s.id, { track: s.audio, node })
      }
    }
  }

  end(): void {
    window.clearInterval(this.timer)
    this.mix([])
    for (const track of this.stream.getTracks()) track.stop()
    void this.audio.close()
  }

  private draw(): void {
    const g = this.paint
    g.fillStyle = '#101c1e'
    g.fillRect(0, 0, width, height)
    const places = grid(this.pictures.size)
    let i = 0
    for (const [id, { element }] of this.pictures) {
      const place = places[i++]!
      if (element.videoWidth > 0) {
        const scale = Math.min(place.w / element.videoWidth, place.h / element.videoHeight)
        const w = element.videoWidth * scale
        const h = element.videoHeight * scale
        g.drawImage(element, place.x + (place.w - w) / 2, place.y + (place.h - h) / 2, w, h)
      }
      g.fillStyle = '#ffffff'
      g.font = '20px sans-serif'
      g.fillText(this.names.get(id) ?? '', place.x + 12, place.y + place.h - 14)
    }
  }
}

function film(track: MediaStreamTrack): HTMLVideoElement {
  const element = document.createElement('video')
  element.muted = true
  element.playsInline = true
  element.srcObject = new MediaStream([track])
  void element.play().catch(() => undefined)
  return element
}
