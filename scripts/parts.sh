# Sourced: `part NAME COMMAND…` runs a part, keeps its time and its outcome; `parts_end` prints them and exits.

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
  parts_names+=("$name")
  parts_seconds+=($((SECONDS - started)))
  ((outcome == 0)) || parts_failed+=("$name")
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
