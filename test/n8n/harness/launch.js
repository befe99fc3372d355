/**
 * The one place of the tests that starts processes. It is plain JavaScript, like the scripts: n8n's rules for nodes,
 * which all TypeScript of this package keeps, forbid a node to start any.
 */
const { spawn } = require('node:child_process');

exports.launch = (file, args, options) => spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
