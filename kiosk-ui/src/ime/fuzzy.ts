// Sounds that many speakers of the south-west do not tell apart, folded into
// one: n and l, zh and z, ch and c, sh and s, f and h before u, and the endings
// -ng and -n.
export function fold(syllable: string): string {
  return syllable
    .replace(/^([zcs])h/, '$1')
    .replace(/^l/, 'n')
    .replace(/^hu(?=[aoe])/, 'f')
    .replace(/^hui$/, 'fei')
    .replace(/^hun$/, 'fen')
    .replace(/^hong$/, 'feng')
    .replace(/^hu$/, 'fu')
    .replace(/^fei$/, 'fei')
    .replace(/ng$/, 'n')
}
