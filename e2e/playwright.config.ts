import { defineConfig } from '@playwright/test'
import type { Options } from './lib/test.ts'

const meetings = ['specs/meeting*.spec.ts', 'specs/turn-only.spec.ts']

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
        // Cameras and a microphone that every machine has, and no question about them. The
        // second one gives depths, which WebRTC does not carry; the third is for papers.
        '--use-fake-device-for-media-stream=device-count=3',
        '--use-fake-ui-for-media-stream',
        '--autoplay-policy=no-user-gesture-required',
      ],
    },
  },
  projects: [
    { name: 'tests', testMatch: 'specs/*.spec.ts', testIgnore: meetings },
    // Two to four browsers with video each: one test after the other, see package.json.
    { name: 'meetings', testMatch: meetings, timeout: 180_000, expect: { timeout: 30_000 } },
    { name: 'shots', testMatch: 'shots/*.shot.ts', timeout: 300_000 },
    { name: 'bench', testMatch: 'bench/*.bench.ts', timeout: 900_000 },
  ],
})
