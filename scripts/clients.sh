#!/usr/bin/env bash
# Runs other people's Cloud API clients, their code unmodified, against a sandbox of $GALKA_BIN (target/debug/galka)
# that it starts and ends: clients.sh [pywa | heyoo | kapso | great-detail | whatsapp-api-js] …, all of them by default.
# The clients are installed once, at pinned versions; afterwards nothing leaves this machine.
set -euo pipefail
cd "$(dirname "$0")/.."

galka=${GALKA_BIN:-$PWD/target/debug/galka}
tests=$PWD/tests/clients
place=$PWD/target/clients
mkdir -p "$place"
export PYTHONDONTWRITEBYTECODE=1 NO_PROXY=127.0.0.1 no_proxy=127.0.0.1

python_files=()
node_files=()
for name in "${@:-pywa heyoo kapso great-detail whatsapp-api-js}"; do
  for client in $name; do
    case "$client" in
      pywa) python_files+=("$tests"/python/test_pywa_*.py) ;;
      heyoo) python_files+=("$tests/python/test_heyoo.py") ;;
      kapso | great-detail | whatsapp-api-js) node_files+=("$tests/node/$client"*.test.mjs) ;;
      *)
        echo "galka: there is no client '$client'" >&2
        exit 1
        ;;
    esac
  done
done

# A copy of what was installed says whether it still is what is wanted.
if ((${#python_files[@]})) && ! cmp -s "$tests/python/requirements.txt" "$place/venv/installed.txt"; then
  rm -rf "$place/venv"
  python3 -m venv "$place/venv"
  "$place/venv/bin/pip" install --quiet --disable-pip-version-check --require-hashes --requirement "$tests/python/requirements.txt"
  cp "$tests/python/requirements.txt" "$place/venv/installed.txt"
fi
if ((${#node_files[@]})) && ! cmp -s "$tests/node/package-lock.json" "$tests/node/node_modules/installed.json"; then
  (cd "$tests/node" && npm ci --no-audit --no-fund --loglevel=error)
  cp "$tests/node/package-lock.json" "$tests/node/node_modules/installed.json"
fi

exec {credentials}< <(exec "$galka" sandbox --listen 127.0.0.1:0 --json 2>"$place/sandbox.log")
sandbox=$!
trap 'kill "$sandbox" 2>/dev/null || true' EXIT
if ! read -r -t 60 -u "$credentials" line; then
  echo "galka: the sandbox did not start:" >&2
  cat "$place/sandbox.log" >&2
  exit 1
fi
SANDBOX_URL=$(node -p 'JSON.parse(process.argv[1]).base_url' "$line")
export SANDBOX_URL
# Meta may put several updates into one webhook; most of these clients read only the first.
node -e 'fetch(`${process.env.SANDBOX_URL}/control/v1/world/settings`, { method: "PATCH", body: `{"webhook_batch_max": 1}` })
  .then(answer => process.exit(answer.ok ? 0 : 1))'

failed=0
if ((${#python_files[@]})); then
  "$place/venv/bin/pytest" --verbose --tb=short -p no:cacheprovider -W error::pywa.errors.PywaUnknownEnumMemberWarning \
    --rootdir="$tests/python" "${python_files[@]}" || failed=1
fi
if ((${#node_files[@]})); then
  node --test --test-reporter=spec "${node_files[@]}" || failed=1
fi
exit "$failed"
