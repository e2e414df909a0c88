#!/bin/sh
# make-venv.sh PYTHON FOLDER: create a virtual environment, with Debian's package for it if need be.
set -eu
python=$1
folder=$2

say() { echo "loupe: $*" >&2; }

if ! command -v "$python" > /dev/null; then
    say "no $python was found; install Python 3.11 or newer, or name one: make serve PYTHON=..."
    exit 1
fi
if ! "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
    say "$("$python" --version) is too old; Python 3.11 or newer is needed (make serve PYTHON=...)"
    exit 1
fi
if ! "$python" -c 'import ensurepip, venv' 2> /dev/null; then
    say "Python's venv module is missing; installing the package python3-venv"
    sh "$(dirname "$0")/apt-install.sh" python3-venv
fi
if ! "$python" -m venv "$folder"; then
    rm -rf "$folder"
    say "the virtual environment $folder could not be created; see the message above"
    exit 1
fi
