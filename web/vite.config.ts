import path from 'node:path'
import tailwindcss from '@tailwindcss/vite'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'
// @ts-expect-error: a plain script, without types
import { groupsOf } from './scripts/chunks.mjs'
// @ts-expect-error: a plain script shared with npm, without types
import { writeLocales } from './scripts/locales.mjs'

const server = process.env.GALKA_DEV_SERVER ?? 'http://127.0.0.1:8080'
const sandbox = process.env.GALKA_DEV_SANDBOX ?? 'http://127.0.0.1:8081'

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
      output: { codeSplitting: { groups: groupsOf(path.resolve(import.meta.dirname, 'src')) } },
    },
  },
  // A page is made only for the tests that need one: they say so in their first line.
  test: { include: ['src/**/*.test.{ts,tsx}'], pool: 'threads' },
})
