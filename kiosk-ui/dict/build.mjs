// Writes ../public/ime/words.txt, the word list of the pinyin keyboard: the
// words of jieba's dictionary (MIT), the phrases of our own content, and every
// character of the CJK block, each with its pinyin from pinyin-pro (MIT).
//
// One line a reading: syllables joined by ', a tab, then word and weight pairs.
// The weight is 10 ln(frequency), so that weights add up along a sentence.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { customPinyin, pinyin, polyphonic } from 'pinyin-pro'

const here = dirname(fileURLToPath(import.meta.url))
const content = join(here, '../../content')
const mostWords = 110_000
const han = /^\p{Script=Han}+$/u

// Words of debts that pinyin-pro reads as hái.
customPinyin({ 还款: 'huán kuǎn', 还款额: 'huán kuǎn é', 还款日: 'huán kuǎn rì', 还钱: 'huán qián', 还清: 'huán qīng', 不还: 'bù huán', 还本: 'huán běn' })

const frequency = new Map()
const add = (word, n) => {
  if (han.test(word) && [...word].length <= 8) frequency.set(word, Math.max(frequency.get(word) ?? 0, n))
}

// jieba: "word frequency part-of-speech" a line.
const jieba = createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt')
const listed = readFileSync(jieba, 'utf8')
  .split('\n')
  .map((line) => line.split(' '))
  .filter(([word, n]) => word && han.test(word) && Number(n) > 0)
  .map(([word, n]) => [word, Number(n)])
  .sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
for (const [word, n] of listed.slice(0, mostWords)) add(word, n)

// Our own keywords and titles are what people come to type.
const ours = 4000
for (const file of readdirSync(join(content, 'guides')).sort()) {
  const text = readFileSync(join(content, 'guides', file), 'utf8')
  for (const list of text.matchAll(/^keywords = \[(.*)\]/gm)) {
    for (const word of list[1].matchAll(/"([^"]+)"/g)) add(word[1], ours)
  }
  for (const strong of text.matchAll(/\*\*([^*]{2,8})\*\*/g)) add(strong[1], 400)
}
for (const word of readFileSync(join(here, 'phrases.txt'), 'utf8').split(/\s+/)) add(word, ours)

// Every character of the basic block, so that any name can be written.
for (let c = 0x4e00; c <= 0x9fff; c++) add(String.fromCodePoint(c), 1)

const readings = new Map()
const put = (key, word, n) => {
  if (!/^[a-z]+('[a-z]+)*$/.test(key)) return
  if (!readings.has(key)) readings.set(key, new Map())
  const words = readings.get(key)
  words.set(word, Math.max(words.get(word) ?? 0, Math.round(10 * Math.log(n))))
}
for (const [word, n] of frequency) {
  if ([...word].length === 1) {
    const [first, ...rest] = [...new Set(polyphonic(word, { toneType: 'none', v: true, type: 'array' })[0])]
    put(first, word, n)
    for (const other of rest) put(other, word, Math.max(1, n / 20))
  } else {
    put(pinyin(word, { toneType: 'none', v: true, type: 'array' }).join("'"), word, n)
  }
}

// Surnames whose sound is not the character's common one: 尉迟, 万俟, 单, 仇 and
// others would stand behind hundreds of commoner characters.
const surnames = { yu: '尉', mo: '万', qi: '俟', shan: '单', qiu: '仇', xie: '解', ou: '区', ge: '盖', zha: '查', piao: '朴', bi: '秘', she: '折', yun: '员', shao: '召', chong: '种' }
for (const [key, character] of Object.entries(surnames)) put(key, character, ours)

const lines = [...readings]
  .sort((a, b) => (a[0] < b[0] ? -1 : 1))
  .map(([key, words]) => {
    const best = [...words].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1))
    return `${key}\t${best.map(([word, weight]) => `${word} ${weight}`).join(' ')}`
  })
const out = join(here, '../public/ime')
mkdirSync(out, { recursive: true })
writeFileSync(join(out, 'words.txt'), lines.join('\n') + '\n')
console.log(`${frequency.size} words, ${lines.length} readings`)
