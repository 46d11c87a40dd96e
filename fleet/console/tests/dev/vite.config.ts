import { fileURLToPath } from 'node:url'
import { mergeConfig } from 'vite'
import base from '../../vite.config.ts'
import { fleet } from './fleet.ts'

export default mergeConfig(base, {
  root: fileURLToPath(new URL('../..', import.meta.url)),
  plugins: [fleet()],
  preview: { port: 5199, strictPort: true, proxy: {} },
  server: { port: 5199, strictPort: true, proxy: {} },
})
