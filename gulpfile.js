const { dest, parallel, src } = require('gulp');
const { rm } = require('node:fs/promises');

/** What the compiler does not carry over: icons and codex files, beside the compiled classes. */
function icons() {
	return src(['nodes/**/*.svg', 'credentials/**/*.svg'], { base: '.', encoding: false }).pipe(dest('dist'));
}

function codex() {
	return src('nodes/**/*.node.json').pipe(dest('dist/nodes'));
}

function workflows() {
	return src('workflows/*.json', { allowEmpty: true }).pipe(dest('dist/workflows'));
}

async function clean() {
	await rm('dist', { recursive: true, force: true });
}

exports.clean = clean;
exports.default = parallel(icons, codex, workflows);
