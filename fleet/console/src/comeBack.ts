/** What the world must offer; tests pass their own. */
export interface ComeBackDeps {
  /** Whether the server answers now. */
  answers: () => Promise<boolean>
  pause: (ms: number) => Promise<void>
  load: (path: string) => void
  /** Survives a load of the page: the place that was loaded anew last. */
  marks: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>
}

const mark = 'lk.console.reloaded'
/** Pauses between two looks for the server, in ms; the last one for ever. */
const waits = [500, 1_000, 2_000, 5_000]

/**
 * For a page whose part cannot be loaded. After an update of the server the old
 * parts are gone, and the new page has new ones: it is loaded, once. While nobody
 * answers it is not: the browser would show an error of its own in place of a
 * page that comes back by itself.
 */
export class ComeBack {
  private turn = 0

  constructor(private readonly deps: ComeBackDeps) {}

  async failed(path: string): Promise<void> {
    const mine = ++this.turn
    if (this.deps.marks.getItem(mark) === path) return
    for (let i = 0; !(await this.deps.answers().catch(() => false)); i++) {
      await this.deps.pause(waits[Math.min(i, waits.length - 1)]!)
      if (mine !== this.turn) return // somebody went elsewhere meanwhile
    }
    if (mine !== this.turn) return
    this.deps.marks.setItem(mark, path)
    this.deps.load(path)
  }

  arrived(): void {
    this.turn++
    this.deps.marks.removeItem(mark)
  }
}
