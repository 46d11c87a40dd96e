import type { Call } from './types'
import type { CallBox } from './visit'

export const runs = (call: Call | null): call is Call => call !== null && call.state !== 'ended'

// newer tells whether a snapshot takes the place of the one that is shown: the
// same call only forwards, another call unless it is an old one that ended.
export function newer(shown: Call | null, came: Call): boolean {
  if (shown === null) return true
  if (shown.id === came.id) return came.version >= shown.version
  return runs(came) || !runs(shown)
}

// takeCall puts a snapshot into a visit. A call that the citizen put away does
// not come back; "no call" ends one that ran, but leaves an ended one to be read.
export function takeCall(box: CallBox, came: Call | null) {
  if (came === null) {
    if (runs(box.call)) box.call = null
    return
  }
  if (came.state === 'ended' && came.id === box.doneWith) return
  if (newer(box.call, came)) box.call = came
}
