// Writes ../../content/spoken/readings.txt, by which the kiosk reads Chinese
// aloud: characters with their usual reading, and words of jieba's dictionary
// (MIT) that are said in one breath or that a character is read otherwise in,
// all from pinyin-pro (MIT). "word reading" a line, sorted by bytes; a word
// whose characters are read as alone has no reading.
import { readFileSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { customPinyin, pinyin } from 'pinyin-pro'

const here = dirname(fileURLToPath(import.meta.url))
const commonWord = 300 // frequency from which a word is said in one breath
const oddWord = 20 // from which a word is worth its own reading
const han = /^\p{Script=Han}+$/u

// Words that pinyin-pro reads otherwise than people do.
customPinyin({
  还款: 'huán kuǎn', 还款额: 'huán kuǎn é', 还款日: 'huán kuǎn rì', 还钱: 'huán qián', 还清: 'huán qīng', 不还: 'bù huán', 还本: 'huán běn', 还给: 'huán gěi', 没还: 'méi huán',
  着急: 'zháo jí', 什么: 'shén me', 为什么: 'wèi shén me', 怎么: 'zěn me', 地方: 'dì fang', 东西: 'dōng xi', 朋友: 'péng you', 孩子: 'hái zi', 房子: 'fáng zi', 老板: 'lǎo bǎn',
  休息: 'xiū xi', 部分: 'bù fen', 清楚: 'qīng chu', 商量: 'shāng liang', 欠条: 'qiàn tiáo',
})

// Characters as they are mostly read alone.
const usual = {
  的: 'de5', 了: 'le5', 吗: 'ma5', 呢: 'ne5', 着: 'zhe5', 得: 'de5', 地: 'di4', 们: 'men5', 吧: 'ba5', 都: 'dou1', 还: 'hai2', 长: 'chang2', 重: 'zhong4', 行: 'xing2', 只: 'zhi3', 没: 'mei2',
  和: 'he2', 被: 'bei4', 为: 'wei2', 要: 'yao4', 给: 'gei3', 那: 'na4', 哪: 'na3', 谁: 'shei2', 会: 'hui4', 应: 'ying1', 量: 'liang4', 处: 'chu4', 几: 'ji3', 差: 'cha4', 么: 'me5', 子: 'zi5', 过: 'guo4',
}

const read = (word) =>
  pinyin(word, { toneType: 'num', v: true, type: 'array', toneSandhi: false }).map((s) => s.replace('0', '5'))

const listed = readFileSync(createRequire(import.meta.url).resolve('@node-rs/jieba/dict.txt'), 'utf8')
  .split('\n')
  .map((line) => line.split(' '))
  .filter(([word, n]) => word && han.test(word) && Number(n) > 0)

const alone = new Map()
for (const [word] of listed) for (const c of word) if (!alone.has(c)) alone.set(c, read(c)[0])
for (const file of ['phrases.txt']) for (const c of readFileSync(join(here, file), 'utf8')) if (han.test(c) && !alone.has(c)) alone.set(c, read(c)[0])

for (const [c, r] of Object.entries(usual)) alone.set(c, r)

const lines = new Map()
for (const [c, r] of alone) if (/^[a-z]+[1-5]$/.test(r)) lines.set(c, r)
for (const [word, n] of listed) {
  const chars = [...word]
  if (chars.length < 2 || chars.length > 4) continue
  const sounds = read(word)
  if (sounds.length !== chars.length || !sounds.every((s) => /^[a-z]+[1-5]$/.test(s))) continue
  const odd = sounds.some((s, i) => s !== alone.get(chars[i]))
  if (odd && Number(n) >= oddWord) lines.set(word, sounds.join(''))
  else if (!odd && Number(n) >= commonWord) lines.set(word, '')
}

// Our own words are said in one breath too.
const ours = readFileSync(join(here, 'phrases.txt'), 'utf8').split(/\s+/)
for (const word of [...ours, ...'还款 还款额 还款日 还钱 还清 不还 还本 还给 没还 什么 为什么 怎么 欠条 不知道 说不清 包工头 身份证 您的 我的 他的'.split(' ')]) {
  const chars = [...word]
  if (!han.test(word) || chars.length < 2 || chars.length > 4) continue
  const sounds = read(word)
  if (sounds.every((s) => /^[a-z]+[1-5]$/.test(s))) lines.set(word, sounds.every((s, i) => s === alone.get(chars[i])) ? '' : sounds.join(''))
}

const sorted = [...lines].sort((a, b) => Buffer.compare(Buffer.from(a[0]), Buffer.from(b[0])))
writeFileSync(join(here, '../../content/spoken/readings.txt'), sorted.map(([w, r]) => (r ? `${w} ${r}` : w)).join('\n') + '\n')
console.log(`${alone.size} characters, ${lines.size} lines`)
