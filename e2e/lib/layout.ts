import type { Page } from '@playwright/test'

export interface Sizes {
  target: number // px, least height and width of what is touched
  text: number // px, least font size
}

export const plainSizes: Sizes = { target: 88, text: 26 }
export const elderSizes: Sizes = { target: 120, text: 26 }

/**
 * What does not fit on the shown screen: sideways scrolling, cut text, things
 * outside of the glass, targets and letters that are too small. Keys of a
 * keyboard stand ten in a row and in four rows: they may be narrower than other
 * targets and do not grow with large type. What has data-pans is larger than its
 * place on purpose, and buttons lead over it.
 */
export function misfits(page: Page, sizes: Sizes): Promise<string[]> {
  return page.evaluate(({ target, text }) => {
    const found: string[] = []
    const name = (e: Element) => `${e.tagName.toLowerCase()}.${[...e.classList].join('.')} "${(e.textContent ?? '').trim().slice(0, 14)}"`
    const rootEl = document.documentElement
    if (rootEl.scrollWidth > innerWidth) found.push(`the page is ${rootEl.scrollWidth} px wide`)
    if (rootEl.scrollHeight > innerHeight) found.push(`the page is ${rootEl.scrollHeight} px high`)

    const scroller = (e: Element): Element | null => {
      for (let up = e.parentElement; up !== null; up = up.parentElement) {
        if (/auto|scroll/.test(getComputedStyle(up).overflowY)) return up
      }
      return null
    }
    const unseen = (e: Element) => {
      const s = getComputedStyle(e)
      const r = e.getBoundingClientRect()
      return s.visibility === 'hidden' || s.opacity === '0' || r.width < 2 || r.height < 2 || e.closest('.unseen, [aria-hidden="true"], svg') !== null
    }
    const near = 1.5
    for (const e of document.querySelectorAll('body *')) {
      if (unseen(e)) continue
      const style = getComputedStyle(e)
      const box = e.getBoundingClientRect()
      const words = [...e.childNodes].some((n) => n.nodeType === Node.TEXT_NODE && (n.textContent ?? '').trim() !== '')
      const button = e.matches('button, input, textarea, a')
      if (/auto|scroll/.test(style.overflowX) && e.scrollWidth > e.clientWidth + near && !e.matches('input, [data-pans]')) found.push(`scrolls sideways: ${name(e)}`)
      const shortened = style.webkitLineClamp !== 'none' // a summary that ends in dots on purpose
      if ((words || button) && !shortened && /hidden|clip/.test(style.overflow) && !e.matches('input')) {
        if (e.scrollWidth > e.clientWidth + near || e.scrollHeight > e.clientHeight + near) found.push(`cut: ${name(e)}`)
      }
      if (!words && !button) continue
      const area = scroller(e)
      if (box.left < -near || box.right > innerWidth + near) found.push(`beside the screen: ${name(e)}`)
      if (area === null && (box.top < -near || box.bottom > innerHeight + near)) found.push(`off the screen: ${name(e)}`)
      if (words && parseFloat(style.fontSize) < text) found.push(`letters of ${style.fontSize}: ${name(e)}`)
      if (e.matches('button')) {
        if (e.scrollWidth > e.clientWidth + near || e.scrollHeight > e.clientHeight + near) found.push(`does not fit its button: ${name(e)}`)
        const [high, wide] = e.closest('.keys') === null ? [target, target] : [88, 64]
        // As laid out: a button that was just pressed is still drawn a little smaller.
        const { offsetWidth: w, offsetHeight: h } = e as HTMLElement
        if (h < high - near || w < wide - near) found.push(`target of ${w}x${h}: ${name(e)}`)
      }
    }
    return [...new Set(found)]
  }, sizes)
}

/** Whether a page of the console scrolls sideways. */
export function sideways(page: Page): Promise<boolean> {
  return page.evaluate(() => document.documentElement.scrollWidth > innerWidth)
}
