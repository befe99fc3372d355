#!/bin/sh
# The whole proof, from a bare machine with any Node: types, lint, engine tests, tests in a real n8n.
set -eu
cd "$(dirname "$0")/.."
echo '== Runs every check of n8n-nodes-sophia, the ones in a real n8n included.'
echo '== Takes about 25 minutes on 2 cores; the first run on a machine fetches Node 24 and n8n (about 7 more).'
. scripts/bootstrap.sh
exec npm test --silent
