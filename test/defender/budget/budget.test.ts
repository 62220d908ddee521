import type { Answer } from '../../../src/domain/run';
import {
  type Arrival,
  closeWorlds,
  type Handler,
  json,
  machineActionBody,
  memoryCalls,
  orderBefore,
  startWorld,
} from '../world';

afterEach(closeWorlds);

/** The most arrivals in any window of this length, at whatever position. */
const mostIn = (arrivals: readonly Arrival[], windowMs: number): number => {
  const times = arrivals.map(({ at }) => at).sort((a, b) => a - b);
  return Math.max(0, ...times.map((from, i) => times.slice(i).filter((at) => at < from + windowMs).length));
};

const answering =
  (delayMs = 0): Handler =>
  (arrival, response) => {
    const answer = () => json(response, 200, arrival.method === 'POST' ? machineActionBody() : { value: [] });
    if (delayMs === 0) answer();
    else setTimeout(answer, delayMs);
  };

const soon = async () => orderBefore(Date.now() + 30_000);
const kinds = (arrivals: readonly Arrival[]) => arrivals.map(({ method }) => (method === 'POST' ? 'action' : 'read'));

test('no window at any position ever sees more calls than the limits, which are nearly used up', async () => {
  const rateLimits = [
    { calls: 10, windowMs: 300 },
    { calls: 25, windowMs: 1_200 },
  ];
  const world = await startWorld({ api: answering(5), settings: { rateLimits } });
  const answers = await Promise.all(Array.from({ length: 45 }, () => world.defender.send(false, soon)));
  expect(answers.every((answer) => answer?.kind === 'accepted')).toBe(true);
  expect(mostIn(world.arrivals, 300)).toBe(10);
  expect(mostIn(world.arrivals, 1_200)).toBe(25);
  const [first, last] = [world.arrivals.at(0)?.at ?? 0, world.arrivals.at(-1)?.at ?? 0];
  expect(last - first).toBeLessThan(2_200);
});

test('after a restart the windows hold what was called before it, answered or not', async () => {
  const now = Date.now();
  const earlier = Array.from({ length: 4 }, (_, i) => ({
    id: `old-${i}`,
    beganAt: now - 100,
    overAt: i === 0 ? now + 20 : now - 50,
  }));
  const world = await startWorld({
    api: answering(),
    calls: memoryCalls({ earlier }),
    settings: { rateLimits: [{ calls: 4, windowMs: 400 }] },
  });
  await Promise.all(Array.from({ length: 4 }, () => world.defender.send(false, soon)));
  // The answered ones free their slots after what is left of the window, the unanswered one a window after it must be over.
  const waits = world.arrivals.map(({ at }) => performance.timeOrigin + at - now);
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(349);
  expect(Math.max(...waits)).toBeGreaterThanOrEqual(419);
});

test('a call is on record before it is made, and its answer after it', async () => {
  const calls = memoryCalls();
  const seen: (number | undefined)[] = [];
  const world = await startWorld({
    api: (_arrival, response) => {
      seen.push(calls.rows.size);
      json(response, 201, machineActionBody());
    },
    calls,
  });
  await world.defender.send(false, soon);
  expect(seen).toEqual([1]);
  expect([...calls.rows.values()]).toEqual([
    { id: expect.any(String), beganAt: expect.any(Number), overAt: expect.any(Number) },
  ]);
});

test('a 429 silences all calls until it is over, also in the store', async () => {
  let first = true;
  const calls = memoryCalls();
  const world = await startWorld({
    api: (arrival, response, socket) => {
      if (!first) return answering()(arrival, response, socket);
      first = false;
      return json(response, 429, { error: { code: 'TooManyRequests', message: 'x' } }, { 'Retry-After': '0.4' });
    },
    calls,
  });
  const turnedAway = (await world.defender.send(false, soon)) as Extract<Answer, { kind: 'unsent' }>;
  expect(turnedAway.kind).toBe('unsent');
  expect(Math.abs(calls.silentUntil() - (turnedAway.retryAt ?? 0))).toBeLessThan(50);
  expect(world.health().api.pausedUntil).toBe(turnedAway.retryAt);
  await Promise.all([world.defender.send(true, soon), world.defender.actionsOn('x')]);
  const [one, ...rest] = world.arrivals;
  expect(rest).toHaveLength(2);
  for (const { at } of rest) expect(at - (one?.at ?? 0)).toBeGreaterThanOrEqual(400);
  expect(world.log.lines.map(({ event }) => event)).toContain('defender.throttled');
});

test('silence that another replica was asked for, or this one before its restart, is kept', async () => {
  const until = Date.now() + 400;
  const world = await startWorld({ api: answering(), calls: memoryCalls({ silentUntil: until }) });
  await world.defender.send(true, soon);
  expect(performance.timeOrigin + (world.arrivals[0]?.at ?? 0)).toBeGreaterThanOrEqual(until);
});

test('silence that outlasts the patience of a reader is told at once', async () => {
  const world = await startWorld({ api: answering(), calls: memoryCalls({ silentUntil: Date.now() + 600_000 }) });
  await world.prime();
  await expect(world.defender.actionsOn('x')).rejects.toMatchObject({ facts: { code: 'rate-budget' } });
  expect(world.arrivals).toHaveLength(0);
});

test('containment goes before other actions, and actions before reads', async () => {
  const world = await startWorld({ api: answering(), settings: { rateLimits: [{ calls: 5, windowMs: 300 }] } });
  const order: string[] = [];
  const send = async (name: string, isContainment: boolean) => {
    await world.defender.send(isContainment, async () => {
      order.push(name);
      return orderBefore(Date.now() + 30_000);
    });
  };
  await Promise.all(Array.from({ length: 5 }, () => send('filler', false)));
  order.length = 0;
  const reads = Array.from({ length: 6 }, () => world.defender.actionsOn('x'));
  const others = Array.from({ length: 4 }, () => send('other', false));
  await new Promise((resolve) => setTimeout(resolve, 20));
  const containment = Array.from({ length: 4 }, () => send('containment', true));
  await Promise.all([...containment, ...others, ...reads]);
  expect(order).toEqual([...Array(4).fill('containment'), ...Array(4).fill('other')]);
  // Of five slots one at the most goes to reads while actions wait.
  const after = kinds(world.arrivals).slice(5, 15);
  expect(after.filter((kind) => kind === 'action').length).toBeGreaterThanOrEqual(8);
});

test('what must be known before an approved call does not wait behind other reads, and people go before following', async () => {
  const world = await startWorld({ api: answering(), settings: { rateLimits: [{ calls: 5, windowMs: 300 }] } });
  await Promise.all(Array.from({ length: 4 }, () => world.defender.following.actionsOn('filler')));
  const order: string[] = [];
  const reading = (name: string, read: Promise<unknown>) => read.then(() => order.push(name));
  await Promise.all([
    ...Array.from({ length: 3 }, () => reading('following', world.defender.following.actionsOn('x'))),
    reading('person', world.defender.actionsOn('y')),
    reading('facts', world.defender.beforeSending.actionsOn('z')),
  ]);
  // The first of the followers stood at the gate already when the person came.
  expect(order[0]).toBe('facts');
  expect(order.indexOf('person')).toBeLessThanOrEqual(2);
});

test('reads are not starved by a stream of actions', async () => {
  const world = await startWorld({ api: answering(), settings: { rateLimits: [{ calls: 10, windowMs: 200 }] } });
  const actions = Array.from({ length: 60 }, () => world.defender.send(true, soon));
  const reads = Array.from({ length: 4 }, () => world.defender.actionsOn('x'));
  await Promise.all(reads);
  const actionsSoFar = kinds(world.arrivals).filter((kind) => kind === 'action').length;
  expect(actionsSoFar).toBeLessThan(60);
  await Promise.all(actions);
  expect(mostIn(world.arrivals, 200)).toBeLessThanOrEqual(10);
});

test('stopping ends the waiting: actions get nothing, reads a fault', async () => {
  const world = await startWorld({ api: answering(), settings: { rateLimits: [{ calls: 1, windowMs: 60_000 }] } });
  await world.defender.send(true, soon);
  const waiting = world.defender.send(true, soon);
  const reading = world.defender.actionsOn('x');
  reading.catch(() => {});
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(world.health().budget).toEqual({
    keptBy: 'store',
    windows: [{ calls: 1, windowMs: 60_000, used: 1 }],
    waiting: { containment: 1, facts: 0, action: 0, read: 1, following: 0 },
  });
  await world.close();
  expect(await waiting).toBeNull();
  await expect(reading).rejects.toMatchObject({ facts: { code: 'stopping' } });
});
