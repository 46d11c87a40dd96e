import { Track, type LocalTrack } from 'livekit-client'

/** How long after somebody began to look a whole picture is sent, in ms: their key is in place by then. */
const wholeMs = 20

type Whole = (parameters: RTCRtpSendParameters, options: { encodingOptions: { keyFrame: boolean }[] }) => Promise<void>

/**
 * Has a picture's sender send one whole picture more. Who begins to look puts the
 * room's key in place a little later than the first one comes, cannot open it,
 * and the server lets them ask for another only after a while. More than one
 * would fill a narrow line. Browsers without this option (WebRTC Extensions,
 * encodingOptions) send as before.
 */
export function sendWhole(track: LocalTrack | null | undefined, afterMs = wholeMs): void {
  if (track?.kind !== Track.Kind.Video) return
  window.setTimeout(() => {
    const sender = track.sender
    if (!sender || sender.track?.readyState !== 'live') return
    const parameters = sender.getParameters()
    const send = sender.setParameters.bind(sender) as Whole
    send(parameters, { encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })) }).catch(() => undefined)
  }, afterMs)
}
