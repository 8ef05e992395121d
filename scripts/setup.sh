#!/usr/bin/env bash
# Installs Debian's packages for what the tests need and this machine lacks, or says in one line what to install.
set -euo pipefail
cd "$(dirname "$0")/.."

has_postgres() {
  command -v initdb >/dev/null || compgen -G '/usr/lib/postgresql/*/bin/initdb' >/dev/null
}

has_venv() {
  # Debian keeps the second of them in a package of its own.
  python3 -c 'import venv, ensurepip' 2>/dev/null
}

scripts/need.sh rust node

packages=()
command -v cc >/dev/null || packages+=(gcc libc6-dev)
has_postgres || packages+=(postgresql)
has_venv || packages+=(python3 python3-venv)
scripts/chromium.sh >/dev/null || packages+=(chromium)
((${#packages[@]})) || exit 0

by_hand() {
  echo "galka: please install: ${packages[*]} ($1)." >&2
  echo "galka: PostgreSQL's initdb must be on the path or under /usr/lib/postgresql; CHROMIUM may name a browser." >&2
  exit 1
}

command -v apt-get >/dev/null || by_hand "this system has no apt-get"
run=()
if ((EUID != 0)); then
  command -v sudo >/dev/null || by_hand "this needs root and there is no sudo"
  run=(sudo)
fi
export DEBIAN_FRONTEND=noninteractive
echo "galka: installing ${packages[*]}"
"${run[@]}" apt-get update -qq || by_hand "apt-get update failed"
"${run[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}" >/dev/null ||
  by_hand "apt-get could not install them"
