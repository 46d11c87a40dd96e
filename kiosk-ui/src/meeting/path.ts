import type { Here } from './types'

interface Measured {
  getRTCStatsReport: () => Promise<RTCStatsReport | undefined>
}

const tries = 8
const every = 1000 // ms

// readPath tells from a report of WebRTC statistics whether the media go through
// a relay; undefined while no way has been chosen.
export function readPath(report: Iterable<[string, unknown]>): Here['path'] {
  const all = new Map(report as Iterable<[string, { type?: string; selectedCandidatePairId?: string; localCandidateId?: string; candidateType?: string; state?: string; nominated?: boolean }]>)
  const transport = [...all.values()].find((s) => s.type === 'transport' && s.selectedCandidatePairId)
  const pair = transport?.selectedCandidatePairId
    ? all.get(transport.selectedCandidatePairId)
    : [...all.values()].find((s) => s.type === 'candidate-pair' && s.nominated && s.state === 'succeeded')
  const local = pair?.localCandidateId ? all.get(pair.localCandidateId) : undefined
  if (local === undefined) return undefined
  return local.candidateType === 'relay' ? 'relay' : 'direct'
}

// pathOf asks the tracks of a room until one knows its way.
export async function pathOf(tracks: () => readonly (object | undefined)[], open: () => boolean): Promise<Here['path']> {
  for (let i = 0; i < tries && open(); i++) {
    for (const track of tracks()) {
      if (track === undefined || !('getRTCStatsReport' in track)) continue
      const report = await (track as Measured).getRTCStatsReport().catch(() => undefined)
      const path = report === undefined ? undefined : readPath(report)
      if (path !== undefined) return path
    }
    await new Promise((done) => setTimeout(done, every))
  }
  return undefined
}
