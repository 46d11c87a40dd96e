import { expect, type BrowserContext, type Page } from '@playwright/test'

/**
 * Watches pages for what must never happen: a request to another host, an
 * error in the console, an uncaught exception. A test that breaks something on
 * purpose says which console errors it expects.
 */
export class Guard {
  private readonly faults: string[] = []
  private readonly expected: RegExp[] = []
  readonly requests: string[] = []

  constructor(private readonly origins: () => string[]) {}

  async watch(context: BrowserContext): Promise<void> {
    await context.route(
      (url) => !this.ours(url.href),
      async (route) => {
        this.faults.push(`request to another host: ${route.request().url()}`)
        await route.abort()
      },
    )
    context.on('request', (r) => this.requests.push(r.url()))
    context.on('console', (m) => {
      if (m.type() === 'error') this.faults.push(`console: ${m.text()} (${m.location().url})`)
    })
    context.on('weberror', (e) => this.faults.push(`exception: ${e.error().message}`))
    context.on('page', (p: Page) => p.on('crash', () => this.faults.push('the page crashed')))
  }

  private ours(url: string): boolean {
    return /^(data|blob|about):/.test(url) || this.origins().some((o) => url === o || url.startsWith(`${o}/`))
  }

  expectErrors(...patterns: RegExp[]): void {
    this.expected.push(...patterns)
  }

  check(): void {
    const unexpected = this.faults.filter((f) => !this.expected.some((e) => e.test(f)))
    expect(unexpected, 'nothing external, no console error').toEqual([])
  }
}

/** What Chromium logs while a daemon is away. */
export const daemonAway = [/ERR_CONNECTION_REFUSED/, /ERR_CONNECTION_RESET/, /ERR_EMPTY_RESPONSE/, /WebSocket connection to .* failed/, /ERR_(INCOMPLETE_CHUNKED_ENCODING|CONTENT_LENGTH_MISMATCH)/]

/** What Chromium logs where a page asks for its room once more while the call is ending. */
export const roomClosed = [/status of 409 .*\/rtc\//, /\/rtc\/.* failed: Error during WebSocket handshake: Unexpected response code: 409/]

/** What Chromium logs for an answer that refuses. */
export const refused = (...status: number[]): RegExp => new RegExp(`status of (${status.join('|')}) `)
