import { fileURLToPath } from 'node:url'
import vue from '@vitejs/plugin-vue'
import { defineConfig } from 'vitest/config'
import { guiyangMap } from './build/guiyang.ts'

export default defineConfig({
  plugins: [vue(), guiyangMap()],
  resolve: { alias: { '@': fileURLToPath(new URL('./src', import.meta.url)) } },
  define: { __VUE_OPTIONS_API__: true, __VUE_I18N_LEGACY_API__: false, __INTLIFY_DROP_MESSAGE_COMPILER__: false },
  build: {
    target: 'es2022',
    // The server's content security policy allows no data: addresses.
    assetsInlineLimit: 0,
    // dist/ also holds the placeholder that keeps plain "go build" working; it is copied from public/.
    emptyOutDir: true,
    reportCompressedSize: false,
    // livekit-client is one piece of 540 kB; only a call loads it.
    chunkSizeWarningLimit: 600,
  },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:9000', '/g': 'http://127.0.0.1:9000', '/rtc': { target: 'ws://127.0.0.1:9000', ws: true } } },
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] },
})
