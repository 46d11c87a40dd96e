import { describe, expect, it } from 'vitest'
import type { SearchDoc } from '../../src/api/types'
import { createEngine } from '../../src/search/engine'
import { cut } from '../../src/search/syllables'

function doc(id: string, title: string, keywords: string, pinyin: string, initials: string, say = ''): SearchDoc {
  return { id, kind: 'guide', title, say, summary: `${title}的办法`, keywords, body: `${title},先留证据。`, pinyin, initials }
}

const docs = [
  doc('wages', '老板不发工资怎么办', '欠薪 讨薪 劳动仲裁', 'laobanbufagongzizenmeban qianxin taoxin laodongzhongcai', 'lbbfgzzmb qx tx ldzc', '老板不发工资'),
  doc('divorce', '两个人商量好了离婚', '协议离婚 冷静期', 'lianggerenshanglianghaolelihun xieyilihun lengjingqi', 'lgrslhllh xylh ljq', '想离婚'),
  doc('loan', '借出去的钱要不回来', '民间借贷 借条 欠条', 'jiechuqudeqianyaobuhuilai minjianjiedai jietiao qiantiao', 'jcqdqybhl mjjd jt qt', '借钱不还'),
  doc('injury', '上班受伤怎么办', '工伤 工伤认定', 'shangbanshoushangzenmeban gongshang gongshangrending', 'sbsszmb gs gsrd', '上班受了伤'),
]

describe('search', async () => {
  const engine = await createEngine(docs)
  const first = (q: string) => engine.search(q)[0]?.id

  it.each([
    ['工资', 'wages'],
    ['发工资', 'wages'],
    ['欠薪', 'wages'],
    ['老板不发', 'wages'],
    ['离婚', 'divorce'],
    ['离', 'divorce'],
    ['借条', 'loan'],
    ['工伤', 'injury'],
  ])('finds by Chinese words: %s', (q, id) => expect(first(q)).toBe(id))

  it.each([
    ['qianxin', 'wages'],
    ['qian xin', 'wages'],
    ['gongzi', 'wages'],
    ['lihun', 'divorce'],
    ["li'hun", 'divorce'],
    ['jietia', 'loan'],
    ['gongshang', 'injury'],
  ])('finds by pinyin: %s', (q, id) => expect(first(q)).toBe(id))

  it.each([
    ['qx', 'wages'],
    ['ldzc', 'wages'],
    ['fgz', 'wages'],
    ['ljq', 'divorce'],
    ['gsrd', 'injury'],
  ])('finds by initials: %s', (q, id) => expect(first(q)).toBe(id))

  it.each(['', '   ', '???', 'zzzzzz', '火星'])('finds nothing for %j', (q) => expect(engine.search(q)).toEqual([]))

  it('finds English words, also misspelt', async () => {
    const english = await createEngine([doc('w', 'My boss does not pay my wages', 'unpaid salary', '', '')])
    expect(english.search('wages')[0]?.id).toBe('w')
    expect(english.search('salery')[0]?.id).toBe('w')
  })

  it('answers quickly over 200 guides', async () => {
    const many = Array.from({ length: 200 }, (_, i) => {
      const d = docs[i % docs.length] as SearchDoc
      return { ...d, id: `g${i}`, body: d.body.repeat(120) }
    })
    const start = performance.now()
    const large = await createEngine(many)
    const built = performance.now()
    const queries = ['工资', 'qianxin', 'qx', '离婚', 'gsrd', '上班受伤怎么办']
    for (const q of queries) expect(large.search(q).length).toBeGreaterThan(0)
    const each = (performance.now() - built) / queries.length
    console.info(`200 guides: indexed in ${(built - start).toFixed(0)} ms, ${each.toFixed(2)} ms a query`)
  })
})

describe('cut', () => {
  it.each([
    ['laobanbufagongzi', 'lao ban bu fa gong zi'],
    ['xian', 'xian'],
    ['lihun', 'li hun'],
    ['lve', 'lve'],
    ['nvren', 'nv ren'],
  ])('cuts %s', (word, parts) => expect(cut(word)).toEqual(parts.split(' ')))

  it('refuses what is not pinyin', () => expect(cut('wxyz')).toBeNull())
})
