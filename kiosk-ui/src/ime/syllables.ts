// The toneless syllables of Mandarin, taken from the word list itself, and
// the ways to cut typed letters into syllables and beginnings of syllables.

// A piece of what was typed. Whole pieces are syllables; the others are the
// beginning of one, as in "ldzc" or at the end of "laodongzh".
export interface Piece {
  text: string
  whole: boolean
}

export interface Syllables {
  whole(text: string): boolean
  begins(text: string): boolean
  longest: number
}

// syllablesOf knows the syllables that stand in the word list's keys. With an
// accent a syllable is known by the sound that it folds to.
export function syllablesOf(keys: Iterable<string>, fold: (s: string) => string = (s) => s): Syllables {
  const sounds = new Set<string>()
  const beginnings = new Set<string>()
  let longest = 0
  for (const key of keys) {
    for (const s of key.split("'")) {
      sounds.add(fold(s))
      longest = Math.max(longest, s.length)
      for (let n = 1; n < s.length; n++) beginnings.add(s.slice(0, n))
    }
  }
  return { whole: (text) => sounds.has(fold(text)), begins: (text) => beginnings.has(text), longest }
}

// Only these may stand for a syllable in the middle of a word: its initial.
const initial = /^([bpmfdtnlgkhjqxrzcsyw]|[zcs]h|[aoe])$/

interface Cut {
  pieces: Piece[]
  cost: number
}

// cuts gives the likeliest ways to cut letters, best first. An apostrophe is a
// cut that the typist made. Whole syllables are cheap, initials dear, so that
// "xian" is first one syllable and then xi an.
export function cuts(letters: string, known: Syllables, most = 6): Piece[][] {
  const best: Cut[][] = [[{ pieces: [], cost: 0 }]]
  for (let end = 1; end <= letters.length; end++) {
    const here: Cut[] = []
    if (letters[end - 1] === "'") {
      here.push(...(best[end - 1] ?? []))
    } else {
      for (let start = Math.max(0, end - known.longest); start < end; start++) {
        const text = letters.slice(start, end)
        const price = cost(text, end === letters.length, known)
        if (price === undefined) continue
        for (const before of best[start] ?? []) {
          here.push({ pieces: [...before.pieces, { text, whole: known.whole(text) }], cost: before.cost + price })
        }
      }
    }
    here.sort((a, b) => a.cost - b.cost)
    best.push(here.slice(0, most))
  }
  return (best[letters.length] ?? []).map((c) => c.pieces)
}

function cost(text: string, last: boolean, known: Syllables): number | undefined {
  if (known.whole(text)) return text.length === 1 ? 2.2 : 1
  if (last && known.begins(text)) return initial.test(text) ? 2 : 1.6
  return initial.test(text) ? 2.5 : undefined
}
