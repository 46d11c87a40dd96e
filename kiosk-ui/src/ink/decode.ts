// From the model's answer to candidates. The model gives, for each step along
// the line, how likely each label is; label 0 is "nothing new" (CTC's blank).

export interface Steps {
  odds: Float32Array // steps x labels, each step adds up to 1
  count: number
  labels: number
}

// A reading is a row of labels and how likely the whole line stands for it.
export interface Reading {
  labels: number[]
  odds: number
}

const blank = 0

// single gives the exact likelihood of every wanted label standing alone on
// the line: nothing, then the label for some steps, then nothing.
export function single(steps: Steps, wanted: readonly number[]): Reading[] {
  return wanted.map((label) => {
    let before = 1
    let during = 0
    let after = 0
    for (let s = 0; s < steps.count; s++) {
      const here = steps.odds[s * steps.labels + label] ?? 0
      const none = steps.odds[s * steps.labels + blank] ?? 0
      after = (after + during) * none
      during = (during + before) * here
      before *= none
    }
    return { labels: [label], odds: during + after }
  })
}

// What a prefix is worth if the line so far ended in blank, or in its last label.
interface Prefix {
  labels: number[]
  ended: number
  open: number
}

export interface Width {
  beam: number // prefixes kept
  branches: number // labels tried at each step
  longest: number // labels in a reading
}

// rows gives the likeliest readings of up to longest labels, by a prefix beam
// search: ways that write the same row are added up.
export function rows(steps: Steps, wanted: ReadonlySet<number>, width: Width): Reading[] {
  let beam: Prefix[] = [{ labels: [], ended: 1, open: 0 }]
  for (let s = 0; s < steps.count; s++) {
    const odds = steps.odds.subarray(s * steps.labels, (s + 1) * steps.labels)
    const branches = best(odds, wanted, width.branches)
    const none = odds[blank] ?? 0
    const next = new Map<string, Prefix>()
    const put = (labels: number[], ended: number, open: number) => {
      const key = labels.join(' ')
      const p = next.get(key)
      if (p === undefined) next.set(key, { labels, ended, open })
      else {
        p.ended += ended
        p.open += open
      }
    }
    for (const p of beam) {
      const last = p.labels.at(-1)
      put(p.labels, (p.ended + p.open) * none, last === undefined ? 0 : p.open * (odds[last] ?? 0))
      if (p.labels.length === width.longest) continue
      for (const label of branches) {
        // The same label twice needs a blank between.
        put([...p.labels, label], 0, (label === last ? p.ended : p.ended + p.open) * (odds[label] ?? 0))
      }
    }
    beam = [...next.values()].sort((a, b) => b.ended + b.open - (a.ended + a.open)).slice(0, width.beam)
  }
  return beam.map((p) => ({ labels: p.labels, odds: p.ended + p.open })).filter((r) => r.labels.length > 0 && r.odds > 0)
}

// best gives the likeliest wanted labels of one step.
function best(odds: Float32Array, wanted: ReadonlySet<number>, most: number): number[] {
  const out: number[] = []
  for (const label of wanted) {
    const here = odds[label] ?? 0
    if (out.length === most && here <= (odds[out[most - 1] ?? 0] ?? 0)) continue
    let at = out.length
    while (at > 0 && (odds[out[at - 1] ?? 0] ?? 0) < here) at--
    out.splice(at, 0, label)
    if (out.length > most) out.pop()
  }
  return out
}

// decode gives the likeliest readings, best first: characters alone always,
// rows of them unless alone is set.
export function decode(steps: Steps, wanted: ReadonlySet<number>, most: number, alone = false): Reading[] {
  const found = new Map<string, Reading>()
  const wide = alone ? [] : rows(steps, wanted, { beam: 3 * most, branches: most, longest: 4 })
  for (const r of [...wide, ...single(steps, [...wanted])]) {
    const key = r.labels.join(' ')
    const known = found.get(key)
    if (known === undefined || known.odds < r.odds) found.set(key, r)
  }
  return [...found.values()].sort((a, b) => b.odds - a.odds).slice(0, most)
}
