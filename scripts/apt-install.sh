#!/bin/sh
# apt-install.sh PACKAGE...: install Debian packages if this user may, else say what is missing.
set -eu

as_root=
if [ "$(id -u)" -ne 0 ]; then
    as_root="sudo -n"
fi
if ! command -v apt-get > /dev/null; then
    echo "loupe: needed and not found: $*; install it with your system's package manager" >&2
    exit 1
fi
if [ -n "$as_root" ] && ! $as_root true 2> /dev/null; then
    echo "loupe: needed and not found: $*; install it with: sudo apt-get install $*" >&2
    exit 1
fi
export DEBIAN_FRONTEND=noninteractive
if ! { $as_root apt-get update -qq && $as_root apt-get install -y -qq --no-install-recommends "$@"; } \
    > /tmp/loupe-apt.$$ 2>&1; then
    cat /tmp/loupe-apt.$$ >&2
    rm -f /tmp/loupe-apt.$$
    echo "loupe: apt-get could not install: $*" >&2
    exit 1
fi
rm -f /tmp/loupe-apt.$$
