// Loaded before the program (node --require): names everything that crosses the border of its process, in both directions,
// and lets a signal strike exactly there. What to do comes as JSON in TORTURE:
//   log      where crossings are written: every one of them, or only the one that was struck
//   list     true: write every crossing
//   strike   { signal, name, ordinal }: at this meeting of this name; or { signal, nth }: at the so-manieth crossing of all
//   sabotage a deliberate bug: see sabotage.cjs
// On SIGUSR2 other orders are read, from the log's name with `.orders`, and everything is counted from there.
const { openSync, readFileSync, writeSync } = require('node:fs');

let orders = JSON.parse(process.env.TORTURE ?? '{}');
const log = orders.log === undefined ? null : openSync(orders.log, 'a');
const met = new Map();
let crossed = 0;

const isDue = (strike, name, ordinal) =>
  strike.nth === undefined ? strike.name === name && strike.ordinal === ordinal : strike.nth === crossed;

/** Something crosses the border now. */
const cross = (name) => {
  crossed += 1;
  const ordinal = (met.get(name) ?? 0) + 1;
  met.set(name, ordinal);
  const { strike, list } = orders;
  const isStruck = strike !== undefined && isDue(strike, name, ordinal);
  if (log !== null && (list || isStruck)) writeSync(log, `${JSON.stringify({ name, ordinal, isStruck })}\n`);
  // The kernel delivers it to this thread before the call returns: not one instruction of the program comes after.
  if (isStruck) process.kill(process.pid, strike.signal);
};

process.on('SIGUSR2', () => {
  const { log: path } = orders;
  orders = { ...JSON.parse(readFileSync(`${path}.orders`, 'utf8')), log: path };
  met.clear();
  crossed = 0;
  writeSync(log, `${JSON.stringify({ name: 'orders taken', ordinal: orders.number, isStruck: false })}\n`);
});

const { saboteur } = require('./sabotage.cjs');
const sabotage = saboteur(orders.sabotage);

require('./http.cjs').watch({ cross, sabotage });
if (/^postgres(ql)?:/.test(process.env.DATABASE_URL ?? '')) require('./postgres.cjs').watch({ cross });
else require('./sqlite.cjs').watch({ cross, sabotage });
