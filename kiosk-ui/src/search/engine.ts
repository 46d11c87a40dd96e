import MiniSearch, { type Query, type SearchResult } from 'minisearch'
import type { SearchDoc } from '../api/types'
import { cut } from './syllables'

export interface Hit {
  id: string
  kind: SearchDoc['kind']
  title: string
  say: string
  summary: string
}

export interface Engine {
  search: (query: string, most?: number) => Hit[]
}

const han = /\p{Script=Han}/u
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

// pieces is what a text is found by: its Latin words and numbers, and every two
// neighbouring Chinese characters. Pairs need no dictionary, so a text is found
// however a reader would cut it, and 200 guides are indexed in a moment.
function pieces(text: string): string[] {
  const found: string[] = text.match(/[a-z0-9]+/g) ?? []
  for (const run of text.match(/\p{Script=Han}+/gu) ?? []) {
    if (run.length === 1) found.push(run)
    for (let i = 0; i + 2 <= run.length; i++) found.push(run.slice(i, i + 2))
  }
  return found
}

// asked cuts a question into words by the dictionary and those into pairs. A
// single character counts only where there is no longer word ("离", not "了").
function asked(query: string): string[] {
  const words: string[] = []
  for (const s of segmenter.segment(query)) if (s.isWordLike) words.push(s.segment)
  const long = words.filter((w) => w.length > 1)
  return (long.length > 0 ? long : words).flatMap(pieces)
}

// tails gives a word and what is left of it after each part was dropped.
function tails(parts: readonly string[]): string[] {
  return parts.map((_, i) => parts.slice(i).join(''))
}

function indexTokens(text: string, field?: string): string[] {
  const spaced = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (field === 'pinyin') return spaced.flatMap((w) => tails(cut(w) ?? [w]))
  if (field === 'initials') return spaced.flatMap((w) => tails([...w]))
  return pieces(text.toLowerCase())
}

const aSlice = 20 // documents indexed before the page may draw again

// createEngine indexes the documents of one language, in slices so that a
// touch in between is answered at once.
export async function createEngine(docs: readonly SearchDoc[]): Promise<Engine> {
  const index = new MiniSearch<SearchDoc & { key: string }>({
    idField: 'key', // a guide and a service item may have the same id
    fields: ['title', 'say', 'keywords', 'summary', 'body', 'pinyin', 'initials'],
    storeFields: ['id', 'kind', 'title', 'say', 'summary'],
    tokenize: indexTokens,
    processTerm: (t) => t,
    searchOptions: {
      tokenize: asked,
      prefix: true,
      boost: { title: 6, say: 6, keywords: 5, pinyin: 4, initials: 3, summary: 2, body: 0.5 },
    },
  })
  await index.addAllAsync(docs.map((d) => ({ ...d, key: `${d.kind} ${d.id}` })), { chunkSize: aSlice })

  function search(query: string, most = 20): Hit[] {
    const q = query.trim().toLowerCase()
    if (q === '') return []
    let found = index.search(han.test(q) ? chinese(q) : latin(q))
    if (found.length === 0) {
      found = index.search({ queries: [q], combineWith: 'OR', tokenize: pieces })
    }
    return found
      .map((r) => ({ r, score: r.score * (holds(r, q) ? 4 : 1) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, most)
      .map(({ r }) => ({
        id: r['id'] as string,
        kind: r.kind as Hit['kind'],
        title: r.title as string,
        say: r.say as string,
        summary: r.summary as string,
      }))
  }
  return { search }
}

function holds(r: SearchResult, q: string): boolean {
  return (r.title as string).toLowerCase().includes(q) || (r.say as string).toLowerCase().includes(q)
}

function chinese(q: string): Query {
  return { queries: [q], combineWith: 'AND' }
}

// latin reads letters as English words or as pinyin, whole or initials; spaces
// and apostrophes between syllables do not matter.
function latin(q: string): Query {
  const joined = q.replace(/[^a-z]/g, '')
  return {
    combineWith: 'OR',
    queries: [
      {
        queries: [q],
        combineWith: 'AND',
        fields: ['title', 'say', 'keywords', 'summary', 'body'],
        fuzzy: (t: string) => (t.length > 4 ? 0.2 : false),
      },
      ...(joined === '' ? [] : [{ queries: [joined], fields: ['pinyin', 'initials'], tokenize: (t: string) => [t] }]),
    ],
  }
}
