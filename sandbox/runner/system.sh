#!/bin/sh
# Debian packages that the browser journeys need: Chromium and a font. Installs what is missing when it may.
set -eu

missing=""
if ! command -v chromium >/dev/null 2>&1 && ! command -v google-chrome >/dev/null 2>&1; then
    missing="chromium"
fi
if ! ls /usr/share/fonts/truetype/liberation*/*.ttf >/dev/null 2>&1; then
    missing="$missing fonts-liberation"
fi
[ -n "$missing" ] || exit 0

if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "  installing Debian packages: $missing"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq
    # shellcheck disable=SC2086 -- a list of words
    apt-get install -y -qq --no-install-recommends $missing >/dev/null
    exit 0
fi
echo "Browser journeys need: $missing (on Debian: apt-get install $missing)" >&2
exit 1
