import { Engine } from './engine'

// The word list is fetched and read once, when a keyboard is first opened.
let engine: Promise<Engine> | undefined

export function loadEngine(): Promise<Engine> {
  engine ??= fetch('/ime/words.txt').then(async (r) => {
    if (!r.ok) throw new Error(`cannot load the word list: ${r.status}`)
    return new Engine(await r.text())
  })
  engine.catch(() => (engine = undefined)) // the next keyboard tries again
  return engine
}
