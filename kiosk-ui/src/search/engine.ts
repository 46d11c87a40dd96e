import MiniSearch, { type Query, type SearchResult } from 'minisearch'
import type { SearchDoc } from '../api/types'
import { cut } from './syllables'

export interface Hit {
  id: string
  kind: 'guide' | 'form'
  title: string
  say: string
  summary: string
}

export interface Engine {
  search: (query: string, most?: number) => Hit[]
}

const han = /\p{Script=Han}/u
const segmenter = new Intl.Segmenter('zh', { granularity: 'word' })

// words cuts a text as a reader would: Chinese by dictionary, the rest by spaces.
export function words(text: string): string[] {
  const found: string[] = []
  for (const s of segmenter.segment(text.toLowerCase())) if (s.isWordLike) found.push(s.segment)
  return found
}

// pairs gives every two neighbouring Chinese characters, so that a text is
// found where the dictionary cuts it differently from the query.
function pairs(text: string): string[] {
  const found: string[] = []
  for (const run of text.match(/\p{Script=Han}{2,}/gu) ?? []) {
    for (let i = 0; i + 2 <= run.length; i++) found.push(run.slice(i, i + 2))
  }
  return found
}

// tails gives a word and what is left of it after each part was dropped.
function tails(parts: readonly string[]): string[] {
  return parts.map((_, i) => parts.slice(i).join(''))
}

function indexTokens(text: string, field?: string): string[] {
  const spaced = text.toLowerCase().split(/\s+/).filter(Boolean)
  if (field === 'pinyin') return spaced.flatMap((w) => tails(cut(w) ?? [w]))
  if (field === 'initials') return spaced.flatMap((w) => tails([...w]))
  return [...words(text), ...pairs(text)]
}

// createEngine indexes the documents of one language.
export function createEngine(docs: readonly SearchDoc[]): Engine {
  const index = new MiniSearch<SearchDoc>({
    fields: ['title', 'say', 'keywords', 'summary', 'body', 'pinyin', 'initials'],
    storeFields: ['kind', 'title', 'say', 'summary'],
    tokenize: indexTokens,
    processTerm: (t) => t,
    searchOptions: {
      tokenize: words,
      prefix: true,
      boost: { title: 6, say: 6, keywords: 5, pinyin: 4, initials: 3, summary: 2, body: 0.5 },
    },
  })
  index.addAll(docs)

  function search(query: string, most = 20): Hit[] {
    const q = query.trim().toLowerCase()
    if (q === '') return []
    let found = index.search(han.test(q) ? chinese(q) : latin(q))
    if (found.length === 0) {
      found = index.search({ queries: [q], combineWith: 'OR', tokenize: (t) => [...words(t), ...pairs(t)] })
    }
    return found
      .map((r) => ({ r, score: r.score * (holds(r, q) ? 4 : 1) }))
      .sort((a, b) => b.score - a.score)
      .slice(0, most)
      .map(({ r }) => ({
        id: r.id as string,
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
