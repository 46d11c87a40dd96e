import { createI18n } from 'vue-i18n'
import { speak } from '@/api/client'
import type { Text } from '@/api/types'
import { en } from './en'
import { zh } from './zh-CN'

export const locales = { 'zh-CN': '中文', en: 'English' } as const
export type Locale = keyof typeof locales

const kept = 'lk.console.locale'

function first(): Locale {
  const stored = localStorage.getItem(kept)
  return stored === 'en' ? 'en' : 'zh-CN'
}

export const i18n = createI18n({
  legacy: false,
  locale: first() as Locale,
  fallbackLocale: 'zh-CN',
  messages: { 'zh-CN': zh, en },
})

/** Writes texts; the part of vue-i18n that plain functions are given. */
export type Say = (key: string, named?: Record<string, unknown>) => string

export function setLocale(locale: Locale): void {
  i18n.global.locale.value = locale
  localStorage.setItem(kept, locale)
  applyLocale()
}

export function applyLocale(): void {
  const locale = i18n.global.locale.value
  document.documentElement.lang = locale
  speak(locale)
}

/** The text of a document in the reader's language; the other one where it is empty. */
export function inLocale(text: Text | undefined | null, locale: string): string {
  if (!text) return ''
  return locale.startsWith('zh') ? text.zh || text.en : text.en || text.zh
}

/**
 * The key of a word of the contract ("printer.paper") if it has a text, or
 * that of its group's "other". A dot parts keys, so a word's dots are hyphens.
 */
export function wordKey(group: keyof typeof zh, word: string): string {
  const words = zh[group] as Record<string, unknown>
  const key = word.replaceAll('.', '-')
  return Object.hasOwn(words, key) ? `${group}.${key}` : `${group}.other`
}
