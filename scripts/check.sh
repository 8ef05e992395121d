#!/usr/bin/env bash
# Format, lints, documentation and types; nothing is run and nothing is changed.
set -euo pipefail
cd "$(dirname "$0")/.."
source scripts/parts.sh

web_check() { cd web && npx --no-install biome ci . && node scripts/locales.mjs && node node_modules/tsc7/bin/tsc --noEmit; }

part "cargo fmt" cargo fmt --all --check
part "cargo clippy" cargo clippy --workspace --all-targets --quiet -- -D warnings
part "cargo doc" env RUSTDOCFLAGS=-Dwarnings cargo doc --workspace --no-deps --quiet
part "biome and types" web_check
parts_end
