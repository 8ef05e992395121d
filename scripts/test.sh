#!/usr/bin/env bash
# Everything that must hold before a change lands, part by part; fails when one of them fails.
#
# One profile and one set of features serve the Rust tests, with the bench at a hundredth among them, the real clients
# and the browser tests: the workspace's test build leaves the binary in target/debug/galka.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/parts.sh

# Snapshots are compared, never written.
export INSTA_UPDATE=no
export GALKA_BIN="$PWD/target/debug/galka"
# Hostile sends thrown at the sandbox; a plain `cargo nextest run` throws a tenth of them.
export GALKA_HOSTILE_CASES=200000

rust_tests() {
  if cargo nextest --version >/dev/null 2>&1; then
    cargo nextest run --workspace --no-fail-fast
    cargo test --workspace --doc --quiet
  else
    cargo test --workspace --no-fail-fast
  fi
}

web_tests() { cd web && npm run --silent test; }
# Words, byte budgets and types; the budgets are those of the build above.
web_checks() { cd web && npm run --silent check; }

part "setup" scripts/setup.sh
part "web build" make web
part "check" scripts/check.sh
part "rust tests" rust_tests
part "real clients" scripts/clients.sh
part "web checks" web_checks
part "web tests" web_tests
part "browser tests" scripts/browser.sh
parts_end
