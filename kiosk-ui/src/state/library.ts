import type { Content, FormHead, GuideHead, Lang } from '../api/types'

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
