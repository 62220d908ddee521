// Fails a test file that leaves a socket, server, timer or worker behind. Jest's own detector names only HTTP servers.
const KINDS = /^(TCPSocketWrap|TCPServerWrap|PipeServerWrap|Timeout|Immediate|MessagePort|Worker|ProcessWrap)$/;
const count = () => {
  const counts = {};
  for (const kind of process.getActiveResourcesInfo()) {
    if (KINDS.test(kind)) counts[kind] = (counts[kind] ?? 0) + 1;
  }
  return counts;
};
let base = {};

// Counted in a hook, since jest holds a timer for the hook that runs: here as at the end.
beforeAll(() => {
  base = count();
});

afterAll(async () => {
  let extra = [];
  for (let i = 0; i < 100; i++) {
    await new Promise((resolve) => setImmediate(resolve));
    extra = Object.entries(count()).filter(([kind, n]) => n > (base[kind] ?? 0));
    if (extra.length === 0) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error(`left open: ${JSON.stringify(Object.fromEntries(extra))}`);
});
