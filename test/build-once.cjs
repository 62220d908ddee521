// The acceptance tests drive the built program: build it once, before any test file runs. Types are the business of
// `npm run check:types`; the build emits all the same.
const { spawnSync } = require('node:child_process');

module.exports = async () => {
  const build = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', 'tsconfig.build.json'], {
    cwd: `${__dirname}/..`,
    encoding: 'utf8',
  });
  if (build.status !== 0) process.stderr.write(build.stdout + build.stderr);
};
