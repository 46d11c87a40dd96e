export type CardName = 'citizen' | 'elder' | 'rare' | 'other'

export interface Paper {
  file: string
  name: string
  pages: number
}

interface State {
  printer: { paper: number; jam: boolean; jobs: { state: string }[] }
  printed: Paper[]
  /** Beside the camera. */
  light: { on: boolean }
}

interface PrinterKnobs {
  paper?: number
  toner?: number
  jam?: boolean
  cover?: boolean
  offline?: boolean
  page_ms?: number
  restart?: boolean
}

/** The virtual terminal's knobs: what a hand would do at a real kiosk. */
export class Vterm {
  constructor(private readonly url: string) {}

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const answer = await fetch(this.url + path, { method, body: body === undefined ? null : JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`)
    return (await answer.json()) as T
  }

  state = () => this.call<State>('GET', '/api/state')
  papers = () => this.call<Paper[]>('GET', '/api/printed')
  printer = (knobs: PrinterKnobs) => this.call<State>('POST', '/api/printer', knobs)
  putCard = (card: CardName) => this.call<State>('POST', '/api/card', { card })
  liftCard = () => this.call<State>('DELETE', '/api/card')
  unplugReader = () => this.call<State>('POST', '/api/idcard/unplug', {})
  plugReader = () => this.call<State>('POST', '/api/idcard/plug', {})

  /** Everything as one finds it in the morning. */
  async tidy(): Promise<void> {
    await this.liftCard()
    await this.call('DELETE', '/api/card/fault')
    await this.plugReader()
    await this.printer({ paper: 250, toner: 80, jam: false, cover: false, offline: false, page_ms: 50 })
  }
}
