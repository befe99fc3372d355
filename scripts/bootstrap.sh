# Sourced by scripts/test.sh and scripts/demo.sh. Makes any machine that has some Node and npm ready:
# Node 24 on the PATH (from npm, into the cache folder; nothing is installed system-wide) and node_modules as
# package-lock.json says. Does nothing, in under a second, when both are there.
#
# SOPHIA_CACHE_DIR says where Node 24 and n8n are kept; default ~/.cache/n8n-nodes-sophia.

SOPHIA_CACHE_DIR="${SOPHIA_CACHE_DIR:-$HOME/.cache/n8n-nodes-sophia}"
export SOPHIA_CACHE_DIR

say() { printf '== %s\n' "$*"; }

is_node24() { [ "$("$1" -p 'process.versions.node.split(".")[0]' 2>/dev/null)" = 24 ]; }

# Runs a command, three times at most (a registry may hiccup), and says every 10 seconds that it is still at it.
persist() {
	what=$1
	shift
	for try in 1 2 3; do
		(
			waited=0
			while sleep 10; do
				waited=$((waited + 10))
				say "$what: $waited s"
			done
		) &
		ticker=$!
		if "$@"; then ok=yes; else ok=no; fi
		kill "$ticker" 2>/dev/null
		wait "$ticker" 2>/dev/null
		[ "$ok" = yes ] && return 0
		say "$what: attempt $try of 3 failed"
	done
	return 1
}

use_node24() {
	if is_node24 node; then return 0; fi
	node24="$SOPHIA_CACHE_DIR/node24"
	if ! is_node24 "$node24/node_modules/.bin/node"; then
		if ! command -v npm >/dev/null 2>&1; then
			say 'Node.js with npm is needed (any version from 18 on): https://nodejs.org'
			return 1
		fi
		say "this machine has Node $(node -v 2>/dev/null); n8n needs 24: fetching it from npm into $node24"
		mkdir -p "$node24"
		printf '{"private":true,"allowScripts":{"node":true},"dependencies":{"node":"24.21.0"}}\n' >"$node24/package.json"
		persist 'fetching Node 24' npm install --prefix "$node24" --no-audit --no-fund --loglevel=error || return 1
	fi
	PATH="$node24/node_modules/.bin:$PATH"
	export PATH
	is_node24 node
}

use_dependencies() {
	stamp=node_modules/.sophia-installed
	want=$(cat package.json package-lock.json | cksum)
	if [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$want" ]; then return 0; fi
	say 'installing the development dependencies'
	persist 'npm install' npm install --no-audit --no-fund --loglevel=error || return 1
	cat package.json package-lock.json | cksum >"$stamp"
}

use_node24 && use_dependencies
