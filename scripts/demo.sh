#!/bin/sh
# The demo, from a bare machine with any Node. It needs no account anywhere.
set -eu
cd "$(dirname "$0")/.."
echo '== Syncs a simulated Salesforce into a simulated HubSpot in a real n8n, and leaves the editor open.'
echo '== Takes under a minute; the first run on a machine fetches Node 24 and n8n (about 7 more). Ctrl+C ends it.'
. scripts/bootstrap.sh
exec npm run demo --silent
