import { Client, type Reader } from './client'

// The model (25 MB with what runs it) is loaded when handwriting is first
// opened, and stays for the next citizen: it knows nothing of what was written.
let client: Client | undefined

export function loadReader(): Reader {
  client ??= new Client(new Worker(new URL('./ink.worker.ts', import.meta.url), { type: 'module' }), () => {
    client = undefined // the next time that handwriting is opened tries again
  })
  return client
}
