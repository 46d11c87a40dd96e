import { createI18n } from 'vue-i18n'
import { en } from '@/i18n/en'
import { zh } from '@/i18n/zh-CN'
import type { Say } from '@/i18n'

/** The texts in one language; a key without a text fails the test. */
export function texts(locale: 'zh-CN' | 'en'): Say {
  const i18n = createI18n({
    legacy: false,
    locale,
    messages: { 'zh-CN': zh, en },
    missing: (_, key) => {
      throw new Error(`no text for ${key}`)
    },
  })
  return (key, named = {}) => i18n.global.t(key, named)
}
