#!/usr/bin/env bash
# Writes anew what is generated; the diff is part of the review.
set -euo pipefail
cd "$(dirname "$0")/.."

cargo build --package galka-app
for document in product:docs/openapi.json sandbox:docs/sandbox-openapi.json; do
  target/debug/galka openapi "${document%%:*}" >"${document#*:}.new"
  mv "${document#*:}.new" "${document#*:}"
done
(cd web && npm run schema)
# Tests that fail for another reason than an old snapshot are `make test`'s to report.
INSTA_UPDATE=always INSTA_FORCE_PASS=1 cargo test --workspace --no-fail-fast ||
  echo "galka: some tests fail; make test says which"
cargo fmt --all
