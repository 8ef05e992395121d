// Runs formatjs' own checks over the joined catalogues that locales.mjs wrote.
import { spawnSync } from 'node:child_process'

const checks = ['--missing-keys', '--extra-keys', '--structural-equality']
const files = ['src/gen/source/en.json', 'src/gen/source/ru.json']
const run = spawnSync(
  'node_modules/.bin/formatjs',
  ['verify', '--source-locale', 'en', ...checks, ...files],
  {
    encoding: 'utf8',
  },
)
if (run.status !== 0) {
  console.error(run.stdout, run.stderr)
  process.exit(1)
}
