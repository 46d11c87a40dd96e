import { execFile, spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, openSync, readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { promisify } from 'node:util'
import { poll } from './poll.ts'
import { bin } from './paths.ts'

const call = promisify(execFile)

/** Runs one of the binaries to its end and gives what it printed. */
export async function command(name: string, ...args: string[]): Promise<string> {
  try {
    return (await call(join(bin, name), args)).stdout
  } catch (e) {
    const { stdout, stderr } = e as { stdout?: string; stderr?: string }
    throw new Error(`cannot run ${name} ${args.join(' ')}:\n${stdout ?? ''}${stderr ?? String(e)}`)
  }
}

export const lastWord = (text: string): string => text.trim().split(/\s+/).at(-1) ?? ''

/** One long-running program of the product, its output in a file. */
export class Child {
  private process: ChildProcess | undefined

  constructor(
    readonly name: string,
    private readonly args: string[],
    readonly log: string,
    private readonly ready: () => Promise<boolean>,
  ) {}

  get running(): boolean {
    const p = this.process
    return p !== undefined && p.exitCode === null && p.signalCode === null
  }

  get pid(): number {
    if (this.process?.pid === undefined) throw new Error(`${this.name} does not run`)
    return this.process.pid
  }

  /** Starts the program unless it runs, and waits until it serves. */
  async start(): Promise<void> {
    if (this.running) return
    const log = openSync(this.log, 'a')
    const child = spawn(join(bin, this.name), this.args, { stdio: ['ignore', log, log] })
    closeSync(log)
    this.process = child
    await poll(`${this.name} to serve`, async () => {
      if (!this.running) throw new Error(`${this.name} ended at its start:\n${this.lastLines()}`)
      return this.ready().catch(() => false)
    })
  }

  /** SIGTERM, and the exit code once it has ended by itself. */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM')
  }

  /** SIGKILL: what a power cut leaves. */
  async kill(): Promise<void> {
    await this.end('SIGKILL')
  }

  /** Freezes the program: its ports are open, but nothing comes from them until thaw. */
  freeze(): void {
    this.process?.kill('SIGSTOP')
  }

  thaw(): void {
    this.process?.kill('SIGCONT')
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.process
    if (child === undefined || !this.running) return null
    const ended = once(child, 'exit')
    child.kill(signal)
    const patience = setTimeout(() => child.kill('SIGKILL'), 15_000)
    await ended
    clearTimeout(patience)
    return child.exitCode
  }

  text(): string {
    try {
      return readFileSync(this.log, 'utf8')
    } catch {
      return `${basename(this.log)} was not written`
    }
  }

  private lastLines(): string {
    return this.text().trim().split('\n').slice(-8).join('\n')
  }
}
