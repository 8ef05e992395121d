import path from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
// @ts-expect-error: a plain script shared with npm, without types
import { writeLocales } from './scripts/locales.mjs'

const server = process.env.GALKA_DEV_SERVER ?? 'http://127.0.0.1:8080'
const sandbox = process.env.GALKA_DEV_SANDBOX ?? 'http://127.0.0.1:8081'

/** What belongs to one of the two pages alone. */
const ENTRY = /\.html$|\/src\/(main\.tsx|(features\/)?sandbox\/)/
/** Small pieces of several screens. */
const SHARED = /\/src\/(ui|lib|api|app)\/|\/features\/[^/]+\/(api|words)\.ts$|\/node_modules\/lucide-react\//

export default defineConfig({
  plugins: [
    react(),
    tailwindcss(),
    {
      name: 'galka-locales',
      handleHotUpdate({ file }) {
        if (/\/i18n\/(ru|en)\.json$/.test(file)) writeLocales()
      },
    },
  ],
  resolve: {
    alias: {
      '@': path.resolve(import.meta.dirname, 'src'),
      // Catalogues are compiled to an AST at build time, so the ICU parser is not shipped.
      '@formatjs/icu-messageformat-parser': '@formatjs/icu-messageformat-parser/no-parser.js',
    },
  },
  server: { proxy: { '/api': server, '/control': sandbox } },
  build: {
    target: 'es2022',
    cssTarget: ['chrome123', 'firefox120', 'safari17.5'],
    manifest: true,
    // The content policy allows fonts and images from this origin only, so nothing is inlined.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 300,
    rolldownOptions: {
      input: { index: 'index.html', sandbox: 'sandbox.html' },
      output: {
        // A first visit asks for few files: HTTP/1.1 has six lines to a host, and each file is a round trip on a phone.
        codeSplitting: {
          groups: [
            { name: id => (ENTRY.test(id) ? null : 'shell'), tags: ['$initial'], priority: 2 },
            { name: 'shell', test: /rolldown.runtime/, priority: 2 },
            { name: 'parts', test: SHARED, minShareCount: 6, maxModuleSize: 12_000, priority: 1 },
          ],
        },
      },
    },
  },
  test: { environment: 'jsdom', include: ['src/**/*.test.{ts,tsx}'] },
})
