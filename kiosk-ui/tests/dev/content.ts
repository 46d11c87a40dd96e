// Reads the sources of content/ for the development mock, roughly as a pack is
// built; the real reader and its checks are the Go package content.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { pinyin } from 'pinyin-pro'
import { parse } from 'smol-toml'
import type {
  Basis, Block, Centre, Content, Deadline, Form, FormPart, Guide, Lang, Region, SearchDoc, Section, Slide, Span, Text, Theme,
} from '../../src/api/types'

const root = join(import.meta.dirname, '../../../content')
const keys: Record<string, string> = {
  适合谁: 'who', 法律给您什么: 'gives', 留好证据: 'keep', 带什么: 'bring', 去哪里: 'where', 怎么做: 'steps', 要花多少钱: 'costs', 不成怎么办: 'fails',
}
const order = ['who', 'gives', 'keep', 'bring', 'where', 'steps', 'costs', 'fails']

function toml<T>(file: string): T {
  const path = join(root, file)
  return (existsSync(path) ? parse(readFileSync(path, 'utf8')) : {}) as T
}

function spans(line: string): Span[] {
  return line.split(/(\*\*[^*]+\*\*)/).filter(Boolean)
    .map((p) => (p.startsWith('**') ? { t: p.slice(2, -2), b: true } : { t: p }))
}

function blocks(body: string): Block[] {
  return body.trim().split(/\n\s*\n/).filter(Boolean).map((b): Block => {
    const lines = b.split('\n')
    if (lines[0]?.startsWith('- ')) return { kind: 'ul', items: lines.map((l) => spans(l.replace(/^- /, ''))) }
    if (/^\d+\. /.test(lines[0] ?? '')) return { kind: 'ol', items: lines.map((l) => spans(l.replace(/^\d+\. /, ''))) }
    return { kind: 'p', items: [spans(lines.join(''))] }
  })
}

type Front = Omit<Guide, 'deadlines' | 'basis' | 'checked_at'> & {
  checked_at: Date | string
  deadline?: (Deadline & { law: string; article: string })[]
  basis?: Basis[]
}

function guide(file: string, lang: Lang): Guide {
  const [, front = '', body = ''] = readFileSync(join(root, 'guides', file), 'utf8').split(/^\+\+\+$/m)
  const f = parse(front) as unknown as Front
  const sections: Section[] = body.split(/^## /m).slice(1).map((s, i) => {
    const [title = '', ...rest] = s.split('\n')
    return { key: keys[title.trim()] ?? order[i] ?? `s${i}`, title: title.trim(), blocks: blocks(rest.join('\n')) }
  })
  const id = file.replace(/(\.en)?\.md$/, '')
  const day = f.checked_at instanceof Date ? f.checked_at.toISOString().slice(0, 10) : String(f.checked_at).slice(0, 10)
  return {
    ...f, id, lang, sections, qr: `http://127.0.0.1:9000/g/${id}`, basis: f.basis ?? [], checked_at: day,
    deadlines: (f.deadline ?? []).map((d) => ({ ...d, basis: `${d.law} ${d.article}` })),
  }
}

export interface MockContent {
  content: Content
  guides: Record<Lang, Map<string, Guide>>
  forms: Map<string, Form>
  docs: Record<Lang, SearchDoc[]>
}

function searchDoc(g: Guide, say: string): SearchDoc {
  const text = [g.title, say, ...(g.keywords ?? [])]
  const say1 = (t: string, pattern: 'pinyin' | 'first') =>
    pinyin(t, { toneType: 'none', type: 'array', pattern, nonZh: 'removed' }).join('')
  return {
    id: g.id, kind: 'guide', title: g.title, say, summary: g.summary, keywords: (g.keywords ?? []).join(' '),
    body: (g.sections ?? []).flatMap((s) => s.blocks.flatMap((b) => b.items.map((i) => i.map((x) => x.t).join('')))).join('\n'),
    pinyin: text.map((t) => say1(t, 'pinyin')).join(' '), initials: text.map((t) => say1(t, 'first')).join(' '),
  }
}

export function readContent(): MockContent {
  const themes = (toml<{ theme?: Theme[] }>('themes.toml').theme ?? []).map((t) => ({ ...t, forms: t.forms ?? [] }))
  const files = existsSync(join(root, 'guides')) ? readdirSync(join(root, 'guides')).filter((f) => f.endsWith('.md')) : []
  const read = (lang: Lang) => new Map(
    files.filter((f) => f.endsWith('.en.md') === (lang === 'en')).map((f) => guide(f, lang)).map((g) => [g.id, g]),
  )
  const guides = { 'zh-CN': read('zh-CN'), en: read('en') }
  const formFiles = existsSync(join(root, 'forms')) ? readdirSync(join(root, 'forms')) : []
  const forms = new Map(formFiles.map((f) => {
    const raw = toml<Form & { part: (FormPart & { field?: FormPart['fields'] })[] }>(`forms/${f}`)
    const id = f.replace('.toml', '')
    const none: Text = { zh: '', en: '' }
    const parts = raw.part.map((p) => ({ title: p.title, fields: (p.field ?? []).map((x) => ({ ...x, help: x.help ?? none, required: x.required ?? false })) }))
    return [id, { ...raw, id, parts, note: raw.note ?? none } as Form]
  }))
  const say = (g: Guide, lang: Lang) => {
    const t = themes.find((x) => x.id === g.theme)?.say
    return (lang === 'en' ? t?.en : t?.zh) ?? ''
  }
  const docs = (lang: Lang): SearchDoc[] => [...guides[lang].values()].map((g) => searchDoc(g, say(g, lang)))
  const head = (g: Guide) => ({ id: g.id, theme: g.theme, title: g.title, summary: g.summary })
  return {
    guides, forms, docs: { 'zh-CN': docs('zh-CN'), en: docs('en') },
    content: {
      version: 'dev', themes,
      slides: toml<{ slide?: Slide[] }>('slides.toml').slide ?? [],
      regions: (toml<{ region?: Region[] }>('regions.toml').region ?? []),
      centres: toml<{ centre?: Centre[] }>('centres.toml').centre ?? [],
      forms: [...forms.values()].map((f) => ({ id: f.id, title: f.title, purpose: f.purpose })),
      guides: { 'zh-CN': [...guides['zh-CN'].values()].map(head), en: [...guides.en.values()].map(head) },
    },
  }
}
