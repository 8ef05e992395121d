import { defineConfig } from '@playwright/test'

// The tests start the product themselves (`tests/kit/product.ts`): GALKA_BIN names another binary,
// CHROMIUM another browser; nothing else is needed.
export default defineConfig({
  testDir: 'tests',
  testMatch: '**/*.spec.ts',
  globalSetup: './tests/global-setup.ts',
  outputDir: 'test-results/run',
  reporter: 'line',
  // The main job has a product of its own; the other files share one and do not disturb each other.
  workers: 2,
  forbidOnly: Boolean(process.env.CI),
  retries: process.env.CI ? 1 : 0,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  use: {
    ...(process.env.GALKA_E2E_URL && { baseURL: process.env.GALKA_E2E_URL }),
    storageState: 'test-results/session.json',
    viewport: { width: 1440, height: 900 },
    timezoneId: 'Europe/Moscow',
    actionTimeout: 20_000,
    trace: 'on-first-retry',
    // What fades is looked at by axe as it will stand; nothing waits for a movement.
    contextOptions: { reducedMotion: 'reduce' },
    // Only the test of the service worker has one: others would see its answers instead of the server's.
    serviceWorkers: 'block',
    launchOptions: {
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run'],
    },
  },
})
