import { syllablesOf, type Piece, type Syllables } from './syllables'

// A word that letters can stand for. The weight is 10 ln(frequency).
export interface Entry {
  word: string
  syllables: string[]
  weight: number
}

// Words looks words up by the first letters of their syllables, so that whole
// syllables, initials and mixtures of both are one and the same question.
export class Words {
  private readonly byInitials = new Map<string, Entry[]>()
  readonly syllables: Syllables

  // fold maps a syllable to the sound that stands for it; letters are folded
  // the same way. The plain word list folds nothing.
  constructor(
    list: string,
    private readonly fold: (syllable: string) => string = (s) => s,
  ) {
    const keys: string[] = []
    for (const line of list.split('\n')) {
      const [key, words] = line.split('\t')
      if (key === undefined || words === undefined) continue
      keys.push(key)
      const syllables = key.split("'").map(fold)
      const parts = words.split(' ')
      const shelf = this.shelf(syllables.map((s) => s[0]).join(''))
      for (let i = 0; i + 1 < parts.length; i += 2) {
        shelf.push({ word: parts[i] ?? '', syllables, weight: Number(parts[i + 1]) })
      }
    }
    for (const shelf of this.byInitials.values()) shelf.sort((a, b) => b.weight - a.weight)
    this.syllables = syllablesOf(keys, fold)
  }

  private shelf(initials: string): Entry[] {
    let shelf = this.byInitials.get(initials)
    if (shelf === undefined) {
      shelf = []
      this.byInitials.set(initials, shelf)
    }
    return shelf
  }

  // find gives the words that fit all pieces, the heaviest first.
  find(pieces: readonly Piece[], most: number): Entry[] {
    const want = pieces.map((p) => ({ text: this.fold(p.text), whole: p.whole }))
    const shelf = this.byInitials.get(want.map((p) => p.text[0]).join('')) ?? []
    const found: Entry[] = []
    for (const e of shelf) {
      if (want.every((p, i) => fits(e.syllables[i] ?? '', p))) {
        found.push(e)
        if (found.length === most) break
      }
    }
    return found
  }
}

function fits(syllable: string, piece: Piece): boolean {
  return piece.whole ? syllable === piece.text : syllable.startsWith(piece.text)
}
