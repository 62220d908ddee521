// A process of its own on a database, for what only another process can show. Runs the built store.
// usage: child.cjs PATH hold|write|open [UID]
const { openStore } = require('../../dist/store/open-store.js');

const [path, task, uid] = process.argv.slice(2);
// Only now that everything is loaded: whoever it becomes may not be allowed to read the folder of the project.
if (uid !== undefined) {
  process.setgid(Number(uid));
  process.setuid(Number(uid));
}
const say = (line) => process.stdout.write(`${line}\n`);
const quiet = { debug() {}, info() {}, warn() {}, error() {} };

const main = async () => {
  let ids = 0;
  const newId = () => `${process.pid}-${++ids}`;
  const stored = await openStore({
    place: { kind: 'sqlite', path },
    owner: `child-${process.pid}`,
    now: Date.now,
    newId,
    log: quiet,
  });
  say('open');
  if (task === 'write') {
    for (let round = 0; ; round++) {
      const keys = Array.from({ length: 5 }, (_, index) => `${round}-${index}`);
      await Promise.all(
        keys.map(async (key) => {
          await stored.deliveries.record({ key, kind: 'command', body: 'x'.repeat(500), receivedAt: Date.now() });
          say(key);
        }),
      );
    }
  }
  if (task === 'hold') setInterval(() => undefined, 1000);
  if (task === 'open') await stored.close();
};

main().catch((error) => {
  say(`fault ${error.facts?.system} ${error.facts?.code} ${error.facts?.says ?? error.stack}`);
  process.exitCode = 1;
});
