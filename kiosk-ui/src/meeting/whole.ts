import { Track, type LocalTrack } from 'livekit-client'

// By then who began to look has the room's key in place.
const wholeMs = 60

type Whole = (parameters: RTCRtpSendParameters, options: { encodingOptions: { keyFrame: boolean }[] }) => Promise<void>

// sendWhole has a picture's sender send one whole picture more, as the lawyers'
// desk does: who began to look may have lost the first one for want of the room's
// key, and could ask for another only after a while. Browsers without this option
// (WebRTC Extensions, encodingOptions) send as before.
export function sendWhole(track: LocalTrack | undefined) {
  if (track?.kind !== Track.Kind.Video) return
  setTimeout(() => {
    const sender = track.sender
    if (sender?.track?.readyState !== 'live') return
    const parameters = sender.getParameters()
    const send = sender.setParameters.bind(sender) as Whole
    send(parameters, { encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })) }).catch(() => undefined)
  }, wholeMs)
}
