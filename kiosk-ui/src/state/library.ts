import type { Content, FormHead, GuideHead, Lang, Theme } from '../api/types'
import type { Screen } from '../nav'

// guideHeads gives the guides of a list of ids in a language, in that order;
// a guide that has no translation shows in Chinese rather than not at all.
export function guideHeads(content: Content | null, lang: Lang, ids: readonly string[] | null | undefined): GuideHead[] {
  if (content === null || !ids) return []
  const find = (l: Lang, id: string) => content.guides[l]?.find((g) => g.id === id)
  return ids.flatMap((id) => find(lang, id) ?? find('zh-CN', id) ?? [])
}

export function formHeads(content: Content | null, ids: readonly string[] | null | undefined): FormHead[] {
  if (content === null || !ids) return []
  return ids.flatMap((id) => content.forms.find((f) => f.id === id) ?? [])
}

// openTheme gives the screen that a tile leads to. A theme of one guide opens
// it at once: one touch less.
export function openTheme(theme: Theme): Screen {
  const [only, ...others] = theme.guides
  return only !== undefined && others.length === 0 ? { name: 'guide', id: only, via: 'tile' } : { name: 'theme', id: theme.id }
}
