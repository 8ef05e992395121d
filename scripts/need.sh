#!/usr/bin/env bash
# Says in one line what is missing and how to get it: need.sh rust | compiler | node ...
set -euo pipefail

missing() {
  echo "galka: $1" >&2
  exit 1
}

for need in "$@"; do
  case "$need" in
    rust)
      command -v cargo >/dev/null || missing "Rust is missing: install rustup (its page: rustup.rs), then run this again."
      ;;
    compiler)
      command -v cc >/dev/null || missing "a C compiler is missing: install gcc or clang (Debian: apt-get install gcc libc6-dev)."
      ;;
    node)
      command -v npm >/dev/null || missing "Node 20.19 or newer is missing: install it with npm (Debian 13: apt-get install nodejs npm)."
      node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
        missing "Node $(node --version) is too old: 20.19 or newer is needed."
      ;;
    *) missing "need.sh knows no '$need'" ;;
  esac
done
