#!/bin/sh
# Check the JSDoc types of static/js with TypeScript, where there is a Node to run it.
set -eu

if ! command -v npm > /dev/null; then
    echo "loupe: the types of the scripts were not checked, for there is no npm here"
    exit 0
fi
if [ ! -x node_modules/.bin/tsc ] || [ package-lock.json -nt node_modules/.package-lock.json ]; then
    npm ci --silent --no-audit --no-fund
fi
node_modules/.bin/tsc --project jsconfig.json
