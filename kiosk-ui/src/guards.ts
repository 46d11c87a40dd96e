// Closes the ways by which a browser would let a visitor leave the page:
// context menu, selection, drag, zoom, file drop and the browser's own keys.
export function guardPage(doc: Document) {
  const no = (e: Event) => e.preventDefault()
  for (const type of ['contextmenu', 'dragstart', 'dragover', 'drop', 'gesturestart']) {
    doc.addEventListener(type, no)
  }
  doc.addEventListener('wheel', (e) => e.ctrlKey && e.preventDefault(), { passive: false })
  doc.addEventListener(
    'touchmove',
    (e) => e.touches.length > 1 && e.preventDefault(),
    { passive: false },
  )
  doc.addEventListener('touchstart', () => undefined, { passive: true }) // lets :active answer at once
  doc.addEventListener('keydown', (e) => {
    const browserKey = /^F\d+$/.test(e.key) || e.key === 'ContextMenu' || e.key.startsWith('Browser')
    const shortcut = (e.ctrlKey || e.metaKey || e.altKey) && e.key !== 'Alt'
    if (browserKey || shortcut) e.preventDefault()
  })
}
