import { createI18n, useI18n } from 'vue-i18n'
import type { Lang, Text } from '../api/types'
import en from './en'
import zh from './zh-CN'

export function makeI18n() {
  return createI18n({
    legacy: false,
    locale: 'zh-CN',
    fallbackLocale: 'zh-CN',
    messages: { 'zh-CN': zh, en },
  })
}

const messages = { 'zh-CN': zh, en }

// useWords gives t for the page's own words, tx for texts of the content in
// the chosen language (Chinese where there is no translation), and the lists.
export function useWords() {
  const { t, locale } = useI18n()
  const lang = () => locale.value as Lang
  const tx = (text: Text | undefined) => (text === undefined ? '' : (lang() === 'en' && text.en) || text.zh)
  const words = () => messages[lang()]
  return { t, tx, lang, words }
}
