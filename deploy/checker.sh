#!/bin/sh
# Sees to it that the tests can check HTML: html-validate as requirements/html pins it, in .venv/html; no network when nothing changed.
# npm only fetches it; it runs on the Node.js that the browser's driver brings along.
set -eu
cd "$(dirname "$0")/.."
from=requirements/html
into=.venv/html
if [ -f "$into/installed" ] && cmp -s "$from/package-lock.json" "$into/installed"; then exit 0; fi
if ! command -v npm >/dev/null 2>&1 && [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's package npm…"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends npm; } >/dev/null 2>&1 || :
fi
if ! command -v npm >/dev/null 2>&1; then
    echo "The check of the pages' HTML needs npm: ask the administrator to run 'apt-get install npm', then try again." >&2
    exit 1
fi
# npm keeps what it downloads in the home folder; where that can't be written, beside it.
if [ -z "${npm_config_cache:-}" ] && ! { [ -n "${HOME:-}" ] && mkdir -p "$HOME/.npm" 2>/dev/null && [ -w "$HOME/.npm" ]; }; then
    npm_config_cache="$PWD/.venv/.npm"
    export npm_config_cache
fi
rm -rf "$into"
mkdir -p "$into"
cp "$from/package.json" "$from/package-lock.json" "$into/"
if ! npm ci --prefix "$into" --ignore-scripts --no-audit --no-fund --loglevel=error >"$into/npm.log" 2>&1; then
    cat "$into/npm.log" >&2
    echo "html-validate couldn't be fetched from npm's registry: see above." >&2
    exit 1
fi
cp "$from/package-lock.json" "$into/installed"
