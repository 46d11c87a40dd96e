import { fold } from './fuzzy'
import { cuts, type Piece } from './syllables'
import { Words, type Entry } from './words'

// A candidate and how many of the typed letters it stands for.
export interface Candidate {
  text: string
  letters: number
}

export interface Ask {
  // Character by character, for names: no words, no sentences.
  name?: boolean
  // Accept the sounds of a southern accent.
  fuzzy?: boolean
  most?: number
}

const perLength = 60

// Engine turns letters into Chinese. It keeps nothing of what was typed.
export class Engine {
  private readonly plain: Words
  private accent: Words | undefined

  constructor(private readonly list: string) {
    this.plain = new Words(list)
  }

  candidates(letters: string, ask: Ask = {}): Candidate[] {
    const words = ask.fuzzy ? this.accented() : this.plain
    const most = ask.most ?? 80
    const typed = letters.toLowerCase()
    const ways = cuts(typed, words.syllables)
    const out = new Map<string, Candidate>()
    const add = (text: string, pieces: readonly Piece[]) => {
      if (text !== '' && !out.has(text)) out.set(text, { text, letters: length(typed, pieces) })
    }
    const best = ways[0]
    if (best === undefined) return []
    if (!ask.name) {
      const whole = ways.flatMap((w) => words.find(w, perLength).map((e) => ({ e, w })))
      whole.sort((a, b) => score(b.e, b.w) - score(a.e, a.w))
      if (whole.length === 0 && best.length > 1) add(sentence(words, best), best)
      for (const { e, w } of whole) add(e.word, w)
      for (let n = best.length - 1; n > 1; n--) {
        for (const w of ways) {
          if (w.length <= n) continue
          const part = w.slice(0, n)
          for (const e of words.find(part, perLength)) add(e.word, part)
        }
      }
    }
    for (const w of ways) {
      const first = w.slice(0, 1)
      for (const e of words.find(first, ask.name ? 400 : perLength)) add(e.word, first)
    }
    return [...out.values()].slice(0, ask.name ? 400 : most)
  }

  private accented(): Words {
    return (this.accent ??= new Words(this.list, fold))
  }
}

// A word typed in whole syllables beats a commoner one of which only the
// initials were typed.
function score(e: Entry, pieces: readonly Piece[]): number {
  return e.weight - pieces.filter((p) => !p.whole).length * 12
}

// length counts the letters that pieces take, with the apostrophes between.
function length(typed: string, pieces: readonly Piece[]): number {
  let at = 0
  for (const p of pieces) at = typed.indexOf(p.text, at) + p.text.length
  while (typed[at] === "'") at++
  return at
}

// Each word of a sentence costs as much as its rarity: the logarithm of the
// share that its frequency has in all (about e^17.5).
const total = 175

// sentence gives the likeliest row of words for all pieces (Viterbi over words
// of up to six syllables).
function sentence(words: Words, pieces: readonly Piece[]): string {
  const best: { text: string; cost: number }[] = [{ text: '', cost: 0 }]
  for (let end = 1; end <= pieces.length; end++) {
    let here: { text: string; cost: number } | undefined
    for (let start = Math.max(0, end - 6); start < end; start++) {
      const before = best[start]
      const e = words.find(pieces.slice(start, end), 1)[0]
      if (before === undefined || e === undefined) continue
      const cost = before.cost + total - e.weight
      if (here === undefined || cost < here.cost) here = { text: before.text + e.word, cost }
    }
    if (here === undefined) return ''
    best.push(here)
  }
  return best[pieces.length]?.text ?? ''
}
