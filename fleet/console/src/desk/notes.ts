import { ref } from 'vue'

export type NotesState = 'saved' | 'typing' | 'saving' | 'failed'

export interface NotesDeps {
  save: (text: string) => Promise<unknown>
  setTimeout: (act: () => void, ms: number) => number
  clearTimeout: (timer: number) => void
}

const restMs = 800
const againMs = 3_000

/** A call's notes, saved by themselves shortly after the last key; they are kept nowhere in the browser. */
export class Notes {
  readonly text = ref('')
  readonly state = ref<NotesState>('saved')
  private kept = ''
  private timer = 0
  private saving: Promise<void> | null = null

  constructor(
    private readonly deps: NotesDeps,
    text = '',
  ) {
    this.text.value = this.kept = text
  }

  /** What the fleet has; taken where nothing is being written here. */
  hear(text: string): void {
    if (this.state.value !== 'saved' || text === this.kept) return
    this.text.value = this.kept = text
  }

  write(text: string): void {
    this.text.value = text
    this.state.value = 'typing'
    this.later(restMs)
  }

  /** Adds a template's text on lines of its own. */
  insert(text: string): void {
    const before = this.text.value.trimEnd()
    this.write(before ? `${before}\n\n${text}` : text)
  }

  /** Saves now; ends when what is written is saved, or the try failed. */
  async flush(): Promise<void> {
    this.deps.clearTimeout(this.timer)
    if (this.saving) await this.saving
    if (this.text.value !== this.kept) await this.save()
  }

  end(): void {
    this.deps.clearTimeout(this.timer)
  }

  private later(ms: number): void {
    this.deps.clearTimeout(this.timer)
    this.timer = this.deps.setTimeout(() => void this.save(), ms)
  }

  private save(): Promise<void> {
    this.saving ??= this.saveNow().finally(() => (this.saving = null))
    return this.saving
  }

  private async saveNow(): Promise<void> {
    const text = this.text.value
    this.state.value = 'saving'
    try {
      await this.deps.save(text)
      this.kept = text
      this.state.value = this.text.value === text ? 'saved' : 'typing'
      if (this.state.value === 'typing') this.later(restMs)
    } catch {
      this.state.value = 'failed'
      this.later(againMs)
    }
  }
}
