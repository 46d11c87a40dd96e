import { ref } from 'vue'

/** What stands before the page's title while somebody waits. */
export const titleMark = ref('')
let timer = 0

/** Blinks the window's title, so that a ring is seen behind other windows. */
export function blinkTitle(mark: string): void {
  window.clearInterval(timer)
  titleMark.value = mark
  timer = window.setInterval(() => (titleMark.value = titleMark.value ? '' : mark), 900)
}

export function stopBlink(): void {
  window.clearInterval(timer)
  timer = 0
  titleMark.value = ''
}

export const canNotify = (): boolean => 'Notification' in window && Notification.permission === 'granted'

/** Asks once, with a click of the lawyer, whether the computer may show rings. */
export async function askToNotify(): Promise<void> {
  if ('Notification' in window && Notification.permission === 'default') await Notification.requestPermission()
}

/** Shows a ring over other programs; says no more than the topic, because screens are seen by others. */
export function notify(title: string, text: string, tag: string): void {
  if (!canNotify() || document.visibilityState === 'visible') return
  try {
    const note = new Notification(title, { body: text, tag, requireInteraction: true })
    note.onclick = () => {
      window.focus()
      note.close()
    }
  } catch {
    // Some phones only allow it from a service worker; the page's own ring is enough.
  }
}
