// Runs dependency-cruiser over the roots below, and fails when it read fewer files than lie on disk: without a usable
// parser dependency-cruiser reports "0 modules" and success. Also holds the 250-line limit.
const { execFileSync } = require('node:child_process');
const { readdirSync, readFileSync } = require('node:fs');
const { join } = require('node:path');

const MAX_LINES = 250;
const roots = ['src', 'simulator', 'bench', 'torture'];
const sources = roots.flatMap((root) =>
  readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
);

const bin = join('node_modules', 'dependency-cruiser', 'bin', 'dependency-cruise.mjs');
const run = (type) => {
  try {
    return execFileSync(process.execPath, [bin, '--config', '.dependency-cruiser.cjs', '-T', type, ...roots], {
      encoding: 'utf8',
      maxBuffer: 1 << 28,
    });
  } catch (error) {
    return error.stdout;
  }
};

const report = JSON.parse(run('json'));
const read = new Set(report.modules.map((module) => module.source));
const unread = sources.filter((file) => !read.has(file));
const long = sources.filter((file) => readFileSync(file, 'utf8').trimEnd().split('\n').length > MAX_LINES);
const problems = [
  ...report.summary.violations.map((found) => `${found.rule.name}: ${found.from} -> ${found.to}`),
  ...unread.map((file) => `not read by dependency-cruiser: ${file}`),
  ...long.map((file) => `longer than ${MAX_LINES} lines: ${file}`),
];
for (const problem of problems) console.error(problem);
console.log(`boundaries: ${sources.length} files, ${problems.length} problems`);
process.exit(problems.length === 0 ? 0 : 1);
