#!/usr/bin/env bash
# Runs the browser tests against a fresh demo of $GALKA_BIN (target/debug/galka), which ends with them.
set -euo pipefail
cd "$(dirname "$0")/.."

binary=${GALKA_BIN:-$PWD/target/debug/galka}
CHROMIUM=$(scripts/chromium.sh) || { echo "galka: no Chromium was found: make setup installs it" >&2; exit 1; }
export CHROMIUM

# Below the ephemeral ports, where nothing else appears by chance.
free_port() {
  local port
  for port in $(seq "$1" "$(($1 + 99))"); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null || { echo "$port"; return; }
  done
  return 1
}

data=$(mktemp -d)
product=$(free_port 18480) sandbox=$(free_port 18680)
"$binary" demo --data-dir "$data" --listen "127.0.0.1:$product" --sandbox-listen "127.0.0.1:$sandbox" \
  >"$data/out.log" 2>"$data/err.log" &
galka=$!
trap 'kill "$galka" 2>/dev/null; wait "$galka" || true; rm -rf "$data"' EXIT

link=
for _ in $(seq 240); do
  link=$(grep -o 'http://[^ ]*/setup/[^ ]*' "$data/out.log" || true)
  [[ -n "$link" ]] && break
  kill -0 "$galka" 2>/dev/null || break
  sleep 0.5
done
if [[ -z "$link" ]]; then
  cat "$data/out.log" "$data/err.log" >&2
  exit 1
fi

export GALKA_E2E_URL="http://127.0.0.1:$product" GALKA_E2E_SANDBOX_URL="http://127.0.0.1:$sandbox" GALKA_E2E_LINK="$link"
cd web
npm run --silent e2e -- "$@"
