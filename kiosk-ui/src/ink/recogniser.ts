import type { InferenceSession, Tensor, TensorConstructor } from 'onnxruntime-web'
import { decode, type Steps } from './decode'
import { draw, input } from './raster'
import { layOut, lineHeight, type Stroke } from './strokes'

// What is asked of the recogniser: strokes in a box so many pixels high.
export interface Writing {
  strokes: Stroke[]
  boxHeight: number
  name: boolean // one character, no digits
}

export interface Alphabet {
  labels: readonly string[]
  all: ReadonlySet<number>
  names: ReadonlySet<number>
}

export const most = 10

// Recogniser reads strokes with PP-OCRv4's recognition model. The session is
// handed in, so that a worker and a test run one and the same code.
export class Recogniser {
  constructor(
    private readonly session: InferenceSession,
    private readonly Tensor: TensorConstructor,
    private readonly alphabet: Alphabet,
  ) {}

  async read(writing: Writing): Promise<string[]> {
    const { width, values } = input(draw(layOut(writing.strokes, writing.boxHeight)))
    const line = new this.Tensor('float32', values, [1, 3, lineHeight, width])
    const answer = await this.session.run({ [this.session.inputNames[0] ?? '']: line })
    const steps = stepsOf(answer[this.session.outputNames[0] ?? ''])
    if (steps.labels !== this.alphabet.labels.length) {
      throw new Error(`the model knows ${steps.labels} labels, its dictionary ${this.alphabet.labels.length}`)
    }
    const wanted = writing.name ? this.alphabet.names : this.alphabet.all
    return decode(steps, wanted, most, writing.name).map((r) => r.labels.map((l) => this.alphabet.labels[l]).join(''))
  }
}

function stepsOf(answer: Tensor | undefined): Steps {
  const [, count, labels] = answer?.dims ?? []
  if (answer === undefined || count === undefined || labels === undefined || !(answer.data instanceof Float32Array)) {
    throw new Error('the model answered in another shape than a line of steps')
  }
  return { odds: answer.data, count, labels }
}
