#!/bin/sh
# Sees to it that policies print rare characters of names (CJK Extension B to F): Debian's fonts-hanazono, installed when we are root, else
# its one file in .venv. Without it the system runs, such a character is printed as its code point, and the doctor says so.
set -eu
cd "$(dirname "$0")/.."
if [ -f /usr/share/fonts/truetype/hanazono/HanaMinB.ttf ] || [ -f .venv/fonts/HanaMinB.ttf ]; then exit 0; fi
if command -v apt-get >/dev/null 2>&1; then
    if [ "$(id -u)" = 0 ]; then
        echo "Installing Debian's package fonts-hanazono…"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends fonts-hanazono; } >/dev/null 2>&1 && exit 0
    fi
    folder=$(mktemp -d)
    trap 'rm -rf "$folder"' EXIT
    if (cd "$folder" && apt-get download -qq fonts-hanazono && dpkg -x fonts-hanazono_*.deb .) >/dev/null 2>&1; then
        mkdir -p .venv/fonts
        cp "$folder/usr/share/fonts/truetype/hanazono/HanaMinB.ttf" .venv/fonts/HanaMinB.ttf.part
        mv .venv/fonts/HanaMinB.ttf.part .venv/fonts/HanaMinB.ttf
        exit 0
    fi
fi
echo "Rare characters of names will be printed as code points: Debian's package fonts-hanazono couldn't be fetched. To print them ask the" \
    "administrator to run 'apt-get update && apt-get install fonts-hanazono'; or once apt reaches its mirror: sh deploy/fonts.sh" >&2
