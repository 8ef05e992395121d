#!/usr/bin/env bash
# Measures this machine: on SQLite in full, then on a PostgreSQL of its own beside it, where PostgreSQL is installed.
set -euo pipefail
cd "$(dirname "$0")/.."

galka=./target/release/galka
"$galka" bench ingest --messages 1000000
"$galka" bench dispatch
"$galka" bench sandbox
"$galka" bench live

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1 || true)
[ -n "$bin" ] || bin=$(dirname "$(command -v initdb || true)")
if [ ! -x "$bin/initdb" ]; then
  echo "PostgreSQL is not installed: only SQLite was measured (\`make setup\` installs it)."
  exit 0
fi

folder=$(mktemp -d)
# PostgreSQL refuses to run as root.
as_owner() { "$@"; }
if [ "$(id -u)" = 0 ]; then
  chown postgres "$folder"
  as_owner() { setpriv --reuid=postgres --regid=postgres --clear-groups "$@"; }
fi
end() {
  as_owner "$bin/pg_ctl" --pgdata="$folder/data" --mode=immediate stop >/dev/null 2>&1 || true
  rm -rf "$folder"
}
trap end EXIT
port=$((20000 + RANDOM % 10000))
as_owner "$bin/initdb" --pgdata="$folder/data" --username=galka --auth=trust --encoding=UTF8 >/dev/null
as_owner "$bin/pg_ctl" --pgdata="$folder/data" --log="$folder/log" --wait \
  --options="-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$folder" start >/dev/null
for part in ingest dispatch; do
  as_owner "$bin/createdb" --host=127.0.0.1 --port="$port" --username=galka "$part"
  echo "On PostgreSQL:"
  "$galka" bench "$part" --scale 0.2 --database-url "postgres://galka@127.0.0.1:$port/$part"
done
as_owner "$bin/createdb" --host=127.0.0.1 --port="$port" --username=galka live
echo "On PostgreSQL:"
"$galka" bench live --scale 0.5 --database-url "postgres://galka@127.0.0.1:$port/live"
