import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { Engine } from './engine'
import { cuts, syllablesOf } from './syllables'

// The real word list: "npm run build" in ../dict makes it.
let engine: Engine
beforeAll(() => {
  engine = new Engine(readFileSync(join(process.cwd(), 'public/ime/words.txt'), 'utf8'))
})

const texts = (letters: string, ask = {}) => engine.candidates(letters, ask).map((c) => c.text)

describe('words', () => {
  it.each([
    ['laodong', '劳动'],
    ['laodongzhongcai', '劳动仲裁'],
    ['tiaojie', '调解'],
    ['lihun', '离婚'],
    ['qianxin', '欠薪'],
    ['jietiao', '借条'],
    ['gongshang', '工伤'],
    ['huankuan', '还款'],
    ['falvyuanzhu', '法律援助'],
    ['guiyangshi', '贵阳市'],
    ["xi'an", '西安'],
  ])('%s gives %s among the first three', (letters, word) => {
    expect(texts(letters).slice(0, 3)).toContain(word)
  })

  it.each([
    ['ldzc', '劳动仲裁'],
    ['flyz', '法律援助'],
    ['lh', '离婚'],
    ['laodzc', '劳动仲裁'],
    ['laodongzhongc', '劳动仲裁'],
  ])('initials: %s gives %s', (letters, word) => {
    expect(texts(letters)).toContain(word)
  })
})

describe('sentences', () => {
  it.each([
    ['laobanbufagongzi', '老板不发工资'],
    ['woyaolihun', '我要离婚'],
    ['bulinggongzizenmeban', '怎么办'],
  ])('%s', (letters, part) => {
    expect(texts(letters)[0]).toContain(part)
  })
})

describe('the accent', () => {
  it.each([
    ['naodong', '劳动'],
    ['zongcai', '仲裁'],
    ['nihun', '离婚'],
    ['gongsang', '工伤'],
    ['fuli', '狐狸'],
  ])('%s finds %s when southern sounds are accepted', (letters, word) => {
    expect(texts(letters, { fuzzy: true })).toContain(word)
    expect(texts(letters)).not.toContain(word)
  })
})

describe('names', () => {
  it('offers single characters only, rare ones too', () => {
    const found = texts('yan', { name: true })
    expect(found.every((t) => [...t].length === 1)).toBe(true)
    expect(found).toContain('闫')
    expect(texts('long', { name: true })).toContain('龙')
    expect(texts('yan', { name: true })).toContain('龑')
  })
})

describe('surnames', () => {
  // Read otherwise than the common character: by this sound people type their name.
  it.each([
    ['shan', '单'],
    ['qiu', '仇'],
    ['xie', '解'],
    ['ou', '区'],
    ['ge', '盖'],
    ['zha', '查'],
    ['ren', '任'],
    ['zeng', '曾'],
    ['piao', '朴'],
    ['yu', '尉'],
    ['mo', '万'],
    ['qi', '俟'],
    ['miao', '缪'],
    ['qin', '覃'],
    ['tan', '覃'],
    ['xian', '冼'],
    ['pang', '逄'],
    ['yun', '员'],
    ['bi', '秘'],
    ['shao', '召'],
    ['she', '折'],
    ['nie', '乜'],
    ['nai', '佴'],
    ['chong', '种'],
    ['hua', '华'],
    ['yan', '闫'],
  ])('%s offers %s early in a name', (letters, character) => {
    expect(texts(letters, { name: true }).slice(0, 60)).toContain(character)
  })
})

describe('letters', () => {
  it('tells how many letters a candidate stands for', () => {
    const first = engine.candidates('laodongfa').find((c) => c.text === '劳动')
    expect(first?.letters).toBe(7)
    expect(engine.candidates("xi'anren").find((c) => c.text === '西安')?.letters).toBe(5)
  })
  it('has nothing for what is not pinyin', () => {
    expect(engine.candidates('')).toEqual([])
    expect(engine.candidates('123')).toEqual([])
    expect(engine.candidates('vvuui')).toBeInstanceOf(Array)
  })
  it('cuts xian in one before two', () => {
    const known = syllablesOf(['xian', "xi'an", 'ren'])
    expect(cuts('xianren', known)[0]?.map((p) => p.text)).toEqual(['xian', 'ren'])
    expect(cuts("xi'anren", known)[0]?.map((p) => p.text)).toEqual(['xi', 'an', 'ren'])
  })
  it('is quick enough to follow typing', () => {
    const start = performance.now()
    const typed = 'laobanbufagongzizenmeban'
    let asked = 0
    for (let n = 1; n <= typed.length; n++, asked++) engine.candidates(typed.slice(0, n))
    console.log(`ime: ${((performance.now() - start) / asked).toFixed(2)} ms a key`)
  })
})
