// Mandarin syllables without tones, for cutting "laobanbufagongzi" into
// "lao ban bu fa gong zi" so that a search may begin at any of them.
const initials = ['zh', 'ch', 'sh', ...'bpmfdtnlgkhjqxrzcsyw']
const finals =
  'iang iong uang ang eng ing ong ian iao uai uan ai ei ao ou an en in un ia ie iu ua ue ui uo er ve a o e i u v'.split(' ')

function syllableAt(word: string, at: number): number {
  const initial = initials.find((i) => word.startsWith(i, at)) ?? ''
  const final = finals.find((f) => word.startsWith(f, at + initial.length))
  return final === undefined ? 0 : initial.length + final.length
}

// cut splits a word of pinyin into syllables, preferring long ones but never a
// cut that leaves an impossible rest; null for what is not pinyin.
export function cut(word: string): string[] | null {
  const fits = new Map<number, string[] | null>()
  function from(at: number): string[] | null {
    if (at === word.length) return []
    const known = fits.get(at)
    if (known !== undefined) return known
    let found: string[] | null = null
    for (let len = syllableAt(word, at); len > 0 && found === null; len--) {
      if (syllableAt(word.slice(at, at + len), 0) !== len) continue
      const rest = from(at + len)
      if (rest !== null) found = [word.slice(at, at + len), ...rest]
    }
    fits.set(at, found)
    return found
  }
  return from(0)
}
