# Sourced: `part NAME COMMAND…` runs a part, keeps its time and its outcome; `beside NAME COMMAND…` starts one that runs
# beside the parts after it, until `join`, and counts for what was waited for it then; `parts_end` prints them all and exits.

parts_names=()
parts_seconds=()
parts_failed=()

part() {
  local name=$1 started=$SECONDS outcome=0
  shift
  echo
  echo "── $name"
  # Not in a condition, where bash would go on after the first failed command of a function.
  set +e
  (set -euo pipefail; "$@")
  outcome=$?
  set -e
  part_ended "$name" "$((SECONDS - started))" "$outcome"
}

part_ended() {
  parts_names+=("$1")
  parts_seconds+=("$2")
  (($3 == 0)) || parts_failed+=("$1")
}

beside() {
  beside_name=$1 beside_said=$(mktemp)
  shift
  (set -euo pipefail; "$@") >"$beside_said" 2>&1 &
  beside_id=$!
}

# What ran beside says everything at once, so that its lines stand together.
join() {
  local started=$SECONDS outcome=0
  wait "$beside_id" || outcome=$?
  echo
  echo "── $beside_name"
  cat "$beside_said"
  rm -f "$beside_said"
  part_ended "$beside_name" "$((SECONDS - started))" "$outcome"
}

parts_end() {
  local index total=0
  echo
  for index in "${!parts_names[@]}"; do
    printf '%6d s  %s\n' "${parts_seconds[index]}" "${parts_names[index]}"
    total=$((total + parts_seconds[index]))
  done
  printf '%6d s  all parts\n' "$total"
  for name in "${parts_failed[@]}"; do
    echo "failed: $name"
  done
  echo "parts: $((${#parts_names[@]} - ${#parts_failed[@]})) passed, ${#parts_failed[@]} failed"
  ((${#parts_failed[@]} == 0))
}
