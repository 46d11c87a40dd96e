import unicode from '@fontsource/noto-sans-sc/unicode.json'
import dictionaryUrl from 'ocr-models/ppocr_keys_v1.txt?url'
import modelUrl from 'ocr-models/ch_PP-OCRv4_rec_infer.onnx?url'
import { env, InferenceSession, Tensor } from 'onnxruntime-web/wasm'
import wasmUrl from 'onnxruntime-web/ort-wasm-simd-threaded.wasm?url'
import { covers, labelsOf, offered } from './labels'
import { Recogniser } from './recogniser'
import type { Answer, Question } from './client'

// Recognition runs here, so that a finger's line never waits for it. Nothing
// is kept between two questions. The kiosk's server allows WebAssembly to this
// file alone, by its name.
env.wasm.numThreads = 1
env.wasm.wasmPaths = { wasm: wasmUrl }

async function fetched(url: string): Promise<Response> {
  const r = await fetch(url)
  if (!r.ok) throw new Error(`cannot load ${url}: ${r.status}`)
  return r
}

async function ready(): Promise<Recogniser> {
  const [model, dictionary] = await Promise.all([
    fetched(modelUrl).then((r) => r.arrayBuffer()),
    fetched(dictionaryUrl).then((r) => r.text()),
  ])
  const session = await InferenceSession.create(model, { executionProviders: ['wasm'] })
  const labels = labelsOf(dictionary)
  const shows = covers(Object.values(unicode))
  return new Recogniser(session, Tensor, { labels, all: offered(labels, shows, true), names: offered(labels, shows, false) })
}

const say = (answer: Answer) => self.postMessage(answer)
const recogniser = ready()
recogniser.then(
  () => say({ kind: 'ready' }),
  (e: unknown) => say({ kind: 'failed', why: String(e) }),
)

self.addEventListener('message', (e: MessageEvent<Question>) => {
  const { id, writing } = e.data
  recogniser
    .then((r) => r.read(writing))
    .then(
      (candidates) => say({ kind: 'read', id, candidates }),
      (error: unknown) => say({ kind: 'failed', why: String(error) }),
    )
})
