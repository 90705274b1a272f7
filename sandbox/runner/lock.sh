#!/bin/sh
# Compile the requirement files with hashes. The services' files are constrained by the development file, so a
# version that was tested is the version that is deployed. No registry address may get into them.
set -eu
cd "$(dirname "$0")/../.."

compile() {
    .venv/bin/uv pip compile --quiet --generate-hashes --universal --python-version 3.13 --no-header "$@"
}

compile requirements-dev.in -o requirements-dev.txt
compile requirements.in -c requirements-dev.txt -o requirements.txt
compile automation/requirements.in -c requirements-dev.txt -o automation/requirements.txt

if grep -nE '://|--(extra-)?index-url|--find-links|@ file' requirements-dev.txt requirements.txt automation/requirements.txt; then
    echo "an address got into a lock file" >&2
    exit 1
fi
