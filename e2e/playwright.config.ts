import { defineConfig } from '@playwright/test'
import type { Options } from './lib/test.ts'

// Debian's Chromium, as on a terminal; nothing is downloaded.
export default defineConfig<object, Options>({
  testDir: '.',
  outputDir: 'test-results',
  globalSetup: './lib/setup.ts',
  workers: 2,
  retries: 0,
  forbidOnly: true,
  timeout: 90_000,
  expect: { timeout: 20_000 },
  reporter: [['list']],
  use: {
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    actionTimeout: 20_000,
    navigationTimeout: 30_000,
    screenshot: 'only-on-failure',
    launchOptions: {
      executablePath: process.env['LAWKIOSK_CHROMIUM'] ?? '/usr/bin/chromium',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'tests', testMatch: 'specs/*.spec.ts' },
    { name: 'shots', testMatch: 'shots/*.shot.ts', timeout: 300_000 },
  ],
})
