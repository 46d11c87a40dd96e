import { computed, reactive } from 'vue'
import type { Progress } from '../api/types'
import type { MeetingCalls } from './api'
import { paperKey, workOf } from './papers'
import type { Call, Paper } from './types'
import type { CallBox } from './visit'

export interface PaperworkDeps {
  api: Pick<MeetingCalls, 'printPaper' | 'sign' | 'decline'>
  box: CallBox
  take: (call: Call) => void
}

// createPaperwork prints what the lawyer sends as it arrives, one after the
// other, and keeps the text that waits for a signature.
export function createPaperwork(deps: PaperworkDeps) {
  const jobs = reactive<Record<string, Progress>>({}) // by paper
  const refused = reactive<Record<string, string>>({}) // by paper: the daemon's sentence
  const asked = new Set<string>()
  let queue: Promise<void> = Promise.resolve()

  const papers = computed<Paper[]>(() => deps.box.call?.papers ?? [])
  const toSign = computed<Paper | null>(() => papers.value.find((p) => workOf(p) === 'sign') ?? null)

  async function print(id: string) {
    delete refused[id]
    try {
      jobs[id] = await deps.api.printPaper(id)
    } catch (e) {
      refused[id] = e instanceof Error ? e.message : ''
    }
  }
  function follow(call: Call) {
    if (call.state !== 'talking' && call.state !== 'ended') return
    for (const p of call.papers ?? []) {
      if (workOf(p) !== 'print' || asked.has(paperKey(p))) continue
      asked.add(paperKey(p))
      queue = queue.then(() => print(p.id))
    }
  }
  // progress takes a job's news; true where the job is one of a paper.
  function progress(p: Progress): boolean {
    const paper = Object.keys(jobs).find((id) => jobs[id]?.job === p.job)
    if (paper !== undefined) jobs[paper] = p
    return paper !== undefined
  }
  async function sign(id: string, png: string) {
    deps.take(await deps.api.sign(id, png))
  }
  async function decline(id: string) {
    deps.take(await deps.api.decline(id))
  }
  return { jobs, refused, papers, toSign, follow, progress, print, sign, decline }
}
