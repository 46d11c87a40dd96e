import type { Progress } from '../api/types'
import type { Call, Speech } from './types'

// Consult is what a citizen chooses before a call.
export interface Consult {
  topic: string
  speech: Speech
  shareCard: boolean
  agreed: boolean
  code: string // of an invitation; then a room is joined instead of a call begun
  booking: string // receipt number of a booked slot
  cameraOff: boolean
  microphoneOff: boolean
}

// CallBox is the part of a visit that belongs to its call; it goes with the visit.
export interface CallBox {
  call: Call | null
  callTrouble: string // "fleet.offline" while the daemon cannot reach the fleet
  doneWith: string // id of a call that was put away
  consult: Consult
  printNews: Progress | null // the last news of any print job
}

export function newConsult(english: boolean): Consult {
  return {
    topic: '', speech: english ? 'en' : 'mandarin', shareCard: false, agreed: false,
    code: '', booking: '', cameraOff: false, microphoneOff: false,
  }
}

export function newCallBox(english: boolean): CallBox {
  return { call: null, callTrouble: '', doneWith: '', consult: newConsult(english), printNews: null }
}
