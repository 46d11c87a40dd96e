import { defineAsyncComponent, type Component } from 'vue'
import LetterKeys from './LetterKeys.vue'

// What an entry needs from the on-screen keyboard. "pinyin" writes Chinese
// (and English), "name" Chinese character by character, "digits" numbers with a
// hyphen, "number" digits alone.
export type KeyMode = 'pinyin' | 'name' | 'digits' | 'number' | 'idnumber' | 'money'

// A keyboard panel is a component with the props { mode: KeyMode } and the
// events insert(text), backspace() and done(); while letters wait for a
// candidate it emits composing(letters), so that a search can follow them.
// ime/KeyboardPanel.vue writes Chinese; where it is not built in, letters alone
// still search by pinyin.
const panels = import.meta.glob<{ default: Component }>('../ime/KeyboardPanel.vue')
const chinese = panels['../ime/KeyboardPanel.vue']

export const TextPanel: Component =
  chinese === undefined ? LetterKeys : defineAsyncComponent({ loader: chinese, delay: 0 })

type Editable = HTMLInputElement | HTMLTextAreaElement

// insertAt writes text at the caret of a field and tells its listeners.
export function insertAt(el: Editable, text: string) {
  const max = el.maxLength > 0 ? el.maxLength : Infinity
  const start = el.selectionStart ?? el.value.length
  const end = el.selectionEnd ?? start
  const room = max - (el.value.length - (end - start))
  el.setRangeText(text.slice(0, Math.max(0, room)), start, end, 'end')
  el.dispatchEvent(new Event('input', { bubbles: true }))
}

// deleteAt removes the selection or the character before the caret.
export function deleteAt(el: Editable) {
  const end = el.selectionEnd ?? el.value.length
  let start = el.selectionStart ?? end
  if (start === end) {
    const before = [...el.value.slice(0, start)]
    start -= before.at(-1)?.length ?? 0
  }
  el.setRangeText('', start, end, 'end')
  el.dispatchEvent(new Event('input', { bubbles: true }))
}
