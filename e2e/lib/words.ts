// The product's own words, so that a test follows a better wording of a text
// and fails only where the text is not shown.
import en from '../../kiosk-ui/src/i18n/en.ts'
import zh from '../../kiosk-ui/src/i18n/zh-CN.ts'
import { zh as consoleZh } from '../../fleet/console/src/i18n/zh-CN.ts'

export { en, zh, consoleZh }

/** Fills a text's {places}. */
export function say(text: string, places: Record<string, string | number> = {}): string {
  return text.replace(/\{(\w+)\}/g, (all, key: string) => String(places[key] ?? all))
}

/** A text whose {places} may be anything. */
export function like(text: string): RegExp {
  const parts = text.split(/\{\w+\}/).map((p) => p.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return new RegExp(parts.join('.+'))
}
