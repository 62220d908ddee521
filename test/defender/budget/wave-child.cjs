// One replica's Defender side on a shared store: sends as many actions as it is told, and says each answer.
const { createDefender } = require('../../../dist/defender/gateway');
const { systemClock } = require('../../../dist/host/clock');
const { openStore } = require('../../../dist/store/open-store');

const { databaseUrl, redisUrl, apiUrl, loginUrl, limits, owner } = JSON.parse(process.argv[2]);
const say = (line) => process.stdout.write(`${line}\n`);
const log = { debug() {}, info: (event) => say(event), warn: (event) => say(event), error: (event) => say(event) };

const main = async () => {
  const place = { kind: 'postgres', url: databaseUrl };
  const newId = () => Math.random().toString(36);
  const stored = await openStore({ place, owner, now: systemClock.now, log, newId });
  const { defender, prime } = createDefender({
    settings: {
      tenantId: 'contoso.example',
      clientId: databaseUrl,
      credential: { kind: 'secret', secret: 'top~secret~value' },
      authorityHost: loginUrl,
      cloud: 'global',
      apiUrl,
      rateLimits: limits,
      timeoutMs: 1_000,
    },
    redisUrl,
    calls: stored.calls,
    clock: systemClock,
    log,
  });
  await prime();
  say('primed');
  const sendOne = async () => {
    const path = `/machines/${'a'.repeat(40)}/isolate`;
    const prepare = async () => ({
      path,
      body: { Comment: 'x' },
      permissions: [],
      startBefore: Number.POSITIVE_INFINITY,
    });
    const answer = await defender.send(true, prepare);
    // What was not sent would be tried again by the flow.
    if (answer?.kind === 'unsent') return sendOne();
    say(`answer ${answer?.kind}`);
  };
  process.stdin.on('data', (count) => {
    for (let i = 0; i < Number(count); i += 1) void sendOne();
  });
};

main();
