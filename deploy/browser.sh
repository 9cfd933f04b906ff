#!/bin/sh
# Sees to it that the journeys have a browser and fonts: Debian's Chromium and Noto CJK, installed when we are root.
set -eu
if command -v chromium >/dev/null 2>&1 && [ -d /usr/share/fonts/opentype/noto ]; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "Installing Debian's packages chromium and fonts-noto-cjk…"
    { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends chromium fonts-noto-cjk; } >/dev/null 2>&1 && exit 0
fi
echo "The journeys need a browser: ask the administrator to run 'apt-get install chromium fonts-noto-cjk', then try again." >&2
exit 1
