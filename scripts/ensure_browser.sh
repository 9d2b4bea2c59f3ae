#!/usr/bin/env bash
# Makes sure that the browser tests have a browser: finds one, else installs Chromium with apt where the machine
# allows it, else says in one line that those tests will be skipped (which is an error where CI=true).
set -euo pipefail

find_browser() {
  if [ -n "${GRAPHKIT_BROWSER:-}" ]; then
    command -v "$GRAPHKIT_BROWSER" || return 1
    return 0
  fi
  local name place
  for name in chromium chromium-browser google-chrome google-chrome-stable chrome \
    microsoft-edge microsoft-edge-stable msedge; do
    command -v "$name" && return 0
  done
  for place in /usr/lib/chromium/chromium /snap/bin/chromium /opt/google/chrome/chrome /opt/microsoft/msedge/msedge \
    "/Applications/Chromium.app/Contents/MacOS/Chromium" \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    "/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge" \
    "${PROGRAMFILES:-}/Google/Chrome/Application/chrome.exe" \
    "${PROGRAMFILES:-}/Microsoft/Edge/Application/msedge.exe"; do
    [ -x "$place" ] && echo "$place" && return 0
  done
  return 1
}

give_up() {
  if [ "${CI:-}" = "true" ]; then
    echo "ERROR: NO BROWSER, AND CI=true: $1" >&2
    exit 1
  fi
  echo "WARNING: NO BROWSER, SO THE BROWSER TESTS WILL BE SKIPPED: $1" >&2
  exit 0
}

remedy="install Chromium, Chrome or Edge, or set GRAPHKIT_BROWSER to its path"

if found=$(find_browser); then
  echo "browser for the tests: $found"
  exit 0
fi
if [ -n "${GRAPHKIT_BROWSER:-}" ]; then
  give_up "GRAPHKIT_BROWSER names $GRAPHKIT_BROWSER, which cannot be run; $remedy"
fi
if ! command -v apt-get >/dev/null; then
  give_up "$remedy"
fi

if [ "$(id -u)" = 0 ]; then
  as_root=()
elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then
  as_root=(sudo -n)
else
  give_up "installing one with apt-get needs root or sudo without a password; $remedy"
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "no browser found; installing chromium with apt-get"
install=(env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends chromium)
if "${as_root[@]}" apt-get update -q >"$log" 2>&1 && "${as_root[@]}" "${install[@]}" >>"$log" 2>&1 \
  && found=$(find_browser); then
  echo "browser for the tests: $found"
  exit 0
fi
tail -n 5 "$log" >&2
give_up "apt-get could not install chromium; $remedy"
