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

# Words and byte budgets, which are those of the build below, and what is tested without a browser.
web_tests() { cd web && npm run --silent verify && npm run --silent test; }

part "setup" scripts/setup.sh
part "web build" make web
# Lints wait for one another more than for a core.
beside "web tests" web_tests
part "check" scripts/check.sh
join
part "rust tests" rust_tests
part "real clients" scripts/clients.sh
part "browser tests" scripts/browser.sh
parts_end
