import { describe, expect, it } from 'vitest'
import en from '../../src/i18n/en'
import zh from '../../src/i18n/zh-CN'

type Tree = { readonly [key: string]: string | readonly string[] | Tree }

function leaves(tree: Tree, path = ''): Map<string, string> {
  const found = new Map<string, string>()
  for (const [key, value] of Object.entries(tree)) {
    const at = path === '' ? key : `${path}.${key}`
    if (typeof value === 'string') found.set(at, value)
    else if (Array.isArray(value)) value.forEach((v: string, i) => found.set(`${at}.${i}`, v))
    else for (const [k, v] of leaves(value as Tree, at)) found.set(k, v)
  }
  return found
}

const chinese = leaves(zh)
const english = leaves(en)
const slots = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((m) => m[1]).sort()

describe('words of both languages', () => {
  it('have the same keys', () => expect([...english.keys()].sort()).toEqual([...chinese.keys()].sort()))
  it('are never empty', () => {
    for (const [key, text] of [...chinese, ...english]) expect(text, key).not.toBe('')
  })
  it('take the same numbers and names', () => {
    for (const [key, text] of chinese) expect(slots(english.get(key) ?? ''), key).toEqual(slots(text))
  })
  it('use Chinese punctuation after Chinese words', () => {
    for (const [key, text] of chinese) if (!key.startsWith('ime.')) expect(text, key).not.toMatch(/\p{Script=Han}[,:;?!]/u)
  })
  it('never speak of a system error', () => {
    for (const [key, text] of chinese) expect(text, key).not.toMatch(/系统异常|请进行/)
  })
})
