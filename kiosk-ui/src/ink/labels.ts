// The model's labels as characters, and which of them the page offers.

const han = /^\p{Script=Han}$/u

// labelsOf reads the model's dictionary, a character a line. Label 0 is the
// blank; one more than the dictionary has is the space.
export function labelsOf(dictionary: string): string[] {
  return ['', ...dictionary.replace(/\r?\n$/, '').split(/\r?\n/), ' ']
}

// offered gives the labels that may become candidates: Chinese characters that
// the page's font can show, and digits. What the font lacks would be an empty
// box on the screen and on paper.
export function offered(labels: readonly string[], shows: (char: string) => boolean, digits: boolean): Set<number> {
  const out = new Set<number>()
  for (const [i, l] of labels.entries()) {
    if ((han.test(l) && shows(l)) || (digits && /^[0-9]$/.test(l))) out.add(i)
  }
  return out
}

// covers reads unicode-range values ("U+4e00,U+4e07-4e09") and tells whether a
// character is in one.
export function covers(ranges: Iterable<string>): (char: string) => boolean {
  const all: { from: number; to: number }[] = []
  for (const list of ranges) {
    for (const [, from, to] of list.matchAll(/U\+([0-9a-f]+)(?:-([0-9a-f]+))?/gi)) {
      all.push({ from: parseInt(from ?? '', 16), to: parseInt(to ?? from ?? '', 16) })
    }
  }
  return (char) => {
    const code = char.codePointAt(0) ?? -1
    return all.some((r) => r.from <= code && code <= r.to)
  }
}
