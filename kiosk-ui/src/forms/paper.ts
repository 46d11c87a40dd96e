// A form's paper on the screen: pdf.js draws the very PDF that would be printed.
// It is large and loaded when somebody looks; its worker ends with the look,
// so that nothing of the paper stays in memory.
import { getDocument, PDFWorker } from 'pdfjs-dist/legacy/build/pdf.mjs'
import PaperWorker from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker'

export interface Paper {
  pages: number
  // draw puts a page (from 1) on a canvas as wide as so many CSS pixels and
  // gives its height. A later call ends one that is still drawing.
  draw: (page: number, canvas: HTMLCanvasElement, width: number) => Promise<void>
  close: () => void
}

export async function openPaper(data: ArrayBuffer): Promise<Paper> {
  const thread = new PaperWorker()
  const worker = PDFWorker.create({ port: thread })
  const task = getDocument({ data, worker, useWasm: false, useWorkerFetch: false, enableXfa: false })
  const close = () => void task.destroy().finally(() => (worker.destroy(), thread.terminate()))
  try {
    const doc = await task.promise
    let drawing: { cancel: () => void; promise: Promise<void> } | null = null
    let turn = 0
    return {
      pages: doc.numPages,
      async draw(n, canvas, width) {
        const mine = ++turn
        drawing?.cancel()
        await drawing?.promise.catch(() => undefined)
        const page = await doc.getPage(n)
        if (mine !== turn) return
        const dots = width * (window.devicePixelRatio || 1)
        const viewport = page.getViewport({ scale: dots / page.getViewport({ scale: 1 }).width })
        canvas.width = Math.round(viewport.width)
        canvas.height = Math.round(viewport.height)
        drawing = page.render({ canvas, viewport })
        await drawing.promise.catch((e: unknown) => {
          if (mine === turn) throw e
        })
      },
      close,
    }
  } catch (e) {
    close()
    throw e
  }
}
