// The cameras and the microphone, as the browser gives them.

export interface Devices {
  camera: () => Promise<MediaStreamTrack>
  microphone: () => Promise<MediaStreamTrack>
  // The camera for papers: the named one, one that calls itself so, else the
  // same camera that shows the face, in a higher resolution.
  paper: (label: string | undefined) => Promise<{ track: MediaStreamTrack; own: boolean }>
}

const documentLike = /document|visualizer|scanner|high.?speed|高拍|文稿|实物展台/i

// paperCamera picks the camera for papers from the list; undefined for none.
export function paperCamera(list: readonly MediaDeviceInfo[], label: string | undefined): MediaDeviceInfo | undefined {
  const cameras = list.filter((d) => d.kind === 'videoinput')
  const named = label ? cameras.find((d) => d.label.includes(label)) : undefined
  return named ?? cameras.find((d) => documentLike.test(d.label))
}

// faceCamera is the first camera that is not the one for papers.
export function faceCamera(list: readonly MediaDeviceInfo[], label: string | undefined): MediaDeviceInfo | undefined {
  const paper = paperCamera(list, label)
  const cameras = list.filter((d) => d.kind === 'videoinput')
  return cameras.length > 1 ? cameras.find((d) => d.deviceId !== paper?.deviceId) : undefined
}

export function browserDevices(paperLabel: () => string | undefined): Devices {
  const media = () => {
    // Only a page of a trusted origin has it; its lack is told as any failure.
    const m = navigator.mediaDevices as MediaDevices | undefined
    if (m === undefined) throw new TypeError('cannot reach the camera: the page is not served from a trusted address')
    return m
  }
  async function video(want: MediaTrackConstraints): Promise<MediaStreamTrack> {
    const stream = await media().getUserMedia({ video: want })
    const track = stream.getVideoTracks()[0]
    if (track === undefined) throw new DOMException('no picture', 'NotFoundError')
    return track
  }
  const list = async () => (await media().enumerateDevices().catch(() => []))
  return {
    async camera() {
      const face = faceCamera(await list(), paperLabel())
      const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 25, max: 30 } }
      return video(face ? { ...size, deviceId: { exact: face.deviceId } } : size)
    },
    async microphone() {
      const stream = await media().getUserMedia({ audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true } })
      const track = stream.getAudioTracks()[0]
      if (track === undefined) throw new DOMException('no sound', 'NotFoundError')
      return track
    },
    async paper(label) {
      const size = { width: { ideal: 1920 }, height: { ideal: 1080 }, frameRate: { ideal: 10, max: 15 } }
      const found = paperCamera(await list(), label)
      const track = await video(found ? { ...size, deviceId: { exact: found.deviceId } } : size)
      track.contentHint = 'detail'
      return { track, own: found === undefined }
    },
  }
}
