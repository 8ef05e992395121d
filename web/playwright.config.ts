import { defineConfig } from '@playwright/test'

// The product must be running: GALKA_E2E_URL says where, GALKA_E2E_LINK holds the one-time sign-in link of its first
// owner (or GALKA_E2E_EMAIL and GALKA_E2E_PASSWORD an account that is there already).
export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/sign-in.ts',
  outputDir: 'test-results',
  workers: 1,
  retries: 0,
  use: {
    baseURL: process.env.GALKA_E2E_URL ?? 'http://127.0.0.1:8080',
    storageState: 'test-results/session.json',
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    },
  },
})
