// Ends a CI run: reads jest's JSON report and the exit code of everything that ran, names whatever failed, and prints
// "N passed, N failed". A failed test counts once; so does any other failure: a check before the tests, a test file that
// did not run, a suite for PostgreSQL, Redis, several replicas or torture that reported no test.
// Tells how many tests of those there were, and the beginning of what each failure said: the rest of a long run is gone.
const { existsSync, readdirSync, readFileSync } = require('node:fs');
const { join, relative } = require('node:path');

const [reportPath, code, root = join(__dirname, '..')] = process.argv.slice(2);
const report = existsSync(reportPath) ? JSON.parse(readFileSync(reportPath, 'utf8')) : null;
const MOST_SAID = 1_500;
// The colours of jest are marks of the terminal.
const plain = (text) => text.replace(new RegExp(`${String.fromCharCode(27)}\\[[0-9;]*m`, 'g'), '').slice(0, MOST_SAID);

const files = (report?.testResults ?? []).map(({ name, status, message = '', assertionResults }) => ({
  name: relative(root, name),
  status,
  failed: assertionResults.filter((test) => test.status === 'failed').map((test) => test.fullName),
  said: [
    ...assertionResults.flatMap(({ status, failureMessages = [] }) => (status === 'failed' ? failureMessages : [])),
    ...(assertionResults.some((test) => test.status === 'failed') ? [] : [message]),
  ],
  ran: assertionResults.filter((test) => test.status === 'passed' || test.status === 'failed').length,
}));

const serverSuites = readdirSync(join(root, 'test'), { recursive: true, encoding: 'utf8' })
  .map((name) => join('test', name))
  .filter((name) => /(^|[/\\])(postgres|redis|replicas|torture)[^/\\]*\.test\.ts$/.test(name));

const failedTests = files.flatMap(({ name, failed }) => failed.map((test) => `${name}: ${test}`));
const others = [
  ...files
    .filter(({ status, failed }) => status === 'failed' && failed.length === 0)
    .map(({ name }) => `${name}: the file failed outside its tests`),
  ...serverSuites
    .filter((suite) => (files.find(({ name }) => name === suite)?.ran ?? 0) === 0)
    .map((suite) => `${suite}: reported no test; is its server reachable?`),
];
const unexplained = (code !== '0' || report === null) && failedTests.length + others.length === 0;
const told = [
  ...failedTests,
  ...others,
  ...(unexplained
    ? [report === null ? 'the tests did not run: see above' : `the run ended with exit code ${code}: see above`]
    : []),
];

const counted = files.filter(({ name, ran }) => serverSuites.includes(name) && ran > 0);
for (const { name, ran } of counted) console.log(`${name}: ${ran} tests`);
for (const { name, said } of files.filter(({ status }) => status === 'failed')) {
  for (const text of said.filter(Boolean)) console.log(`${name} said:\n${plain(text)}`);
}
for (const line of told) console.log(`failed: ${line}`);
console.log(`${report?.numPassedTests ?? 0} passed, ${told.length} failed`);
process.exit(told.length === 0 ? 0 : 1);
