// The acceptance tests drive the built program: build it once, before any test file runs.
const { execFileSync } = require('node:child_process');

module.exports = async () => {
  execFileSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: `${__dirname}/..`,
    stdio: 'inherit',
  });
};
