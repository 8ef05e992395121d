#!/usr/bin/env bash
# Prints the browser that the tests drive: $CHROMIUM, or the first one found; fails when there is none.
set -euo pipefail

if [[ -n "${CHROMIUM:-}" ]]; then
  [[ -x "$CHROMIUM" ]] && echo "$CHROMIUM"
  exit
fi
for candidate in /usr/bin/chromium /usr/bin/chromium-browser /usr/bin/google-chrome /usr/bin/google-chrome-stable; do
  if [[ -x "$candidate" ]]; then
    echo "$candidate"
    exit
  fi
done
exit 1
