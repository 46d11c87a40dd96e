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
  },
  server: { proxy: { '/api': 'http://127.0.0.1:9000', '/g': 'http://127.0.0.1:9000' } },
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'] },
})
