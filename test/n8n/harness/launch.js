/**
 * The one place of the tests that starts processes. It is plain JavaScript, like the scripts: n8n's rules for nodes,
 * which all TypeScript of this package keeps, forbid a node to start any.
 */
const { spawn } = require('node:child_process');

exports.launch = (file, args, options) => spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });

/** A process that can tell that it is to end by its input being closed, as it is when this one is killed. */
exports.launchTied = (file, args, options) => spawn(file, args, { ...options, stdio: 'pipe' });
