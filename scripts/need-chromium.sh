#!/bin/sh
# Make sure that there is a Chromium, and a font with Chinese characters for it.
set -eu

for name in "${CHROMIUM:-chromium}" chromium chromium-browser google-chrome google-chrome-stable; do
    if command -v "$name" > /dev/null; then
        exit 0
    fi
done
echo "loupe: no Chromium was found; installing it" >&2
sh "$(dirname "$0")/apt-install.sh" chromium fonts-noto-cjk
