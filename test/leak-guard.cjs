// Fails a test file that leaves a socket, server, worker or timer behind. Jest's own detector names only HTTP servers.
const KINDS = /^(TCPSocketWrap|TCPServerWrap|PipeServerWrap|MessagePort|Worker|ProcessWrap)$/;
// What ends by itself this soon is no leak: a busy machine closes a socket late.
const PATIENCE_MS = 5_000;

const count = () => {
  const counts = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (KINDS.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};

// Where each timer of this file was set. They are not counted: jest sets some of its own, now more and now fewer.
const origins = new Map();
const { setTimeout: after } = globalThis;
const forgetEnded = () => {
  for (const timer of origins.keys()) if (timer._destroyed) origins.delete(timer);
};
let forgetAt = 1_000;
for (const name of ['setTimeout', 'setInterval']) {
  const set = globalThis[name];
  globalThis[name] = Object.assign((...given) => {
    const timer = set(...given);
    origins.set(timer, new Error(name).stack.split('\n').slice(2, 8).join('\n'));
    if (origins.size >= forgetAt) {
      forgetEnded();
      forgetAt = 2 * origins.size + 1_000;
    }
    return timer;
  }, set);
}
const leftTimers = () => {
  forgetEnded();
  return [...origins].filter(([timer]) => timer.hasRef?.() === true).map(([, origin]) => origin);
};

let base = {};
beforeAll(() => {
  base = count();
});

afterAll(async () => {
  const end = performance.now() + PATIENCE_MS;
  let left = [];
  do {
    await new Promise((resolve) => setImmediate(resolve));
    const more = Object.entries(count()).filter(([kind, n]) => n > (base[kind] ?? 0));
    left = [...more.map((one) => one.join(': ')), ...leftTimers()];
    if (left.length === 0) return;
    await new Promise((resolve) => after(resolve, 10));
  } while (performance.now() < end);
  throw new Error(`left open:\n${left.join('\n\n')}`);
});
