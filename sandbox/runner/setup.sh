#!/bin/sh
# Make .venv exactly what requirements-dev.txt says. Does nothing when it already is. Needs Python 3.13 or uv.
set -eu
cd "$(dirname "$0")/../.."
lock=requirements-dev.txt
stamp=.venv/.dropwright-lock

if [ -x .venv/bin/python ] && cmp -s "$lock" "$stamp" && .venv/bin/python -c '' 2>/dev/null; then
    exit 0
fi

is_right() {
    "$1" -c 'import sys; sys.exit(sys.version_info[:2] != (3, 13))' >/dev/null 2>&1
}

find_python() {
    # `python` first: pyenv chooses it by .python-version.
    for candidate in "${PYTHON:-python}" python3.13 python3 "$HOME/.pyenv/versions/3.13"*/bin/python; do
        if is_right "$candidate"; then
            printf '%s\n' "$candidate"
            return
        fi
    done
    if command -v uv >/dev/null 2>&1; then
        uv python find 3.13 2>/dev/null || { uv python install 3.13 >&2 && uv python find 3.13; }
        return
    fi
    echo "Python 3.13 was not found: install it (pyenv, your system's packages) or install uv, then try again." >&2
    return 1
}

make_environment() {
    python=$(find_python)
    echo "  .venv from $("$python" --version) ($python)"
    rm -rf .venv
    "$python" -m venv .venv || {
        echo "Python cannot make a virtual environment; on Debian: apt-get install python3-venv" >&2
        return 1
    }
}

install_uv() {
    # Its own lines of the lock file, so that the installer is checked by hash like everything else.
    part=$(mktemp)
    awk '/^uv==/ { inside = 1 } inside { print } inside && !/\\$/ { exit }' "$lock" >"$part"
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r "$part"
    rm -f "$part"
}

is_right .venv/bin/python || make_environment
echo "  installing Python packages from $lock"
if [ -x .venv/bin/uv ] || install_uv; then
    # Compiled once here: every later start of Python is three times faster.
    .venv/bin/uv pip sync --quiet --compile-bytecode --python .venv/bin/python --require-hashes "$lock" && installed=1 || installed=0
else
    installed=0
fi
if [ "$installed" = 0 ]; then
    echo "  uv could not install them; trying pip"
    .venv/bin/python -m pip install --quiet --quiet --disable-pip-version-check --require-hashes -r "$lock"
fi
cp "$lock" "$stamp"
