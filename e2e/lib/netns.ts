import { execFile } from 'node:child_process'
import { chmodSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { chromium, type Browser, type LaunchOptions } from '@playwright/test'
import { bin } from './paths.ts'

const call = promisify(execFile)

/** Where a page behind the firewall finds what is outside: an address that is not loopback, so that a browser uses it for media. */
export const inside = '10.99.0.1'

/** A port inside, such as 443 or "127.0.0.1:8080", and the address outside that it leads to. */
export type Ways = Record<string, string>

const flags = (ways: Ways): string[] =>
  Object.entries(ways).flatMap(([listen, target]) => ['-allow', `${/^\d+$/.test(listen) ? `${inside}:${listen}` : listen}=${target}`])

/** Why this machine cannot run a program behind a firewall, or nothing. */
export async function missing(): Promise<string | undefined> {
  try {
    await call(join(bin, 'netns'), ['--', 'true'])
    return undefined
  } catch (e) {
    const { code, stderr } = e as { code?: string | number; stderr?: string }
    if (code === 3) return stderr?.trim() ?? 'this system makes no network namespace'
    throw new Error(`cannot run ${join(bin, 'netns')}: ${stderr ?? String(e)}; build it with "make build"`)
  }
}

export interface Firewall {
  /** The only ways out. */
  ways: Ways
  /** Names that lead to the firewall, such as law.test. */
  hosts: string[]
  /** A home folder that trusts the test's authority. */
  home: string
  /** A folder for the starting script. */
  dir: string
}

/** Starts a Chromium that gets out by TCP to the ports named, and by nothing else. */
export async function launch(wall: Firewall, options: LaunchOptions): Promise<Browser> {
  const script = join(wall.dir, 'chromium-behind-a-firewall')
  const quote = (s: string) => `'${s.replaceAll("'", `'\\''`)}'`
  const words = [join(bin, 'netns'), '-fds', '2', ...flags(wall.ways), ...wall.hosts.flatMap((h) => ['-host', `${h}=${inside}`]), '--', options.executablePath ?? '/usr/bin/chromium']
  // Descriptors 3 and 4 are the pipe that Playwright speaks to the browser through.
  writeFileSync(script, `#!/bin/sh\nexec ${words.map(quote).join(' ')} "$@"\n`)
  chmodSync(script, 0o755)
  return chromium.launch({
    ...options,
    executablePath: script,
    env: { ...(process.env as Record<string, string>), HOME: wall.home },
  })
}
