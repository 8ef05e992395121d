#!/usr/bin/env bash
# Runs the browser tests; they start a fresh demo of $GALKA_BIN (target/debug/galka) themselves and end it.
set -euo pipefail
cd "$(dirname "$0")/.."

export GALKA_BIN=${GALKA_BIN:-$PWD/target/debug/galka}
CHROMIUM=$(scripts/chromium.sh) || { echo "galka: no Chromium was found: make setup installs it" >&2; exit 1; }
export CHROMIUM

cd web
npm run --silent e2e -- "$@"
