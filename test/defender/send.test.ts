import { type AddressInfo, createServer, type Socket } from 'node:net';
import { Fault } from '../../src/domain/fault';
import {
  closeWorlds,
  type Handler,
  json,
  machineActionBody,
  machineId,
  memoryCalls,
  orderBefore,
  startWorld,
  tokenOf,
} from './world';

afterEach(closeWorlds);

const soon = () => orderBefore(Date.now() + 5_000);

const sendOver = async (api: Handler, settings: object = {}) => {
  const world = await startWorld({ api, settings });
  try {
    return { answer: await world.defender.send(true, async () => soon()), world };
  } finally {
    await world.close();
  }
};

const error = (code: string, message: string, target: string | null = 'corr-1') => ({
  error: { code, message, target },
});

test('the call is made once, as Defender spells it, and its Machine Action is accepted', async () => {
  const { answer, world } = await sendOver((_arrival, response) => json(response, 201, machineActionBody()));
  expect(answer).toMatchObject({
    kind: 'accepted',
    action: { id: '5382f7ea-7557-4ab7-9782-d50480024a4e', status: 'Pending' },
  });
  expect(world.arrivals).toHaveLength(1);
  expect(world.arrivals[0]).toMatchObject({
    method: 'POST',
    path: `/api/machines/${machineId}/isolate`,
    body: '{"Comment":"[twokey AB12/1] beaconing","IsolationType":"Full"}',
  });
  expect(world.arrivals[0]?.headers).toMatchObject({
    'content-type': 'application/json',
    authorization: `Bearer ${tokenOf('token-1')}`,
  });
});

const answers: readonly (readonly [string, Handler, object])[] = [
  [
    'a 429 with seconds is unsent, and says until when',
    (_a, response) => json(response, 429, error('TooManyRequests', 'Slow down'), { 'Retry-After': '7' }),
    { kind: 'unsent', retryAt: expect.any(Number), fault: { code: 'TooManyRequests', correlationId: 'corr-1' } },
  ],
  [
    'a 400 with a code is refused',
    (_a, response) => json(response, 400, error('OsPlatformNotSupported', ' Not \n supported ')),
    { kind: 'refused', fault: { code: 'OsPlatformNotSupported', says: 'Not supported' } },
  ],
  [
    'a 400 without a code is refused',
    (_a, response) => json(response, 400, error('', 'The query is not valid', null), { 'request-id': 'r-9' }),
    { kind: 'refused', fault: { code: 'HTTP-400', says: 'The query is not valid', correlationId: 'r-9' } },
  ],
  [
    'an open action is told apart',
    (_a, response) => json(response, 400, error('ActiveRequestAlreadyExists', 'Action is already in progress')),
    { kind: 'already-open', fault: { code: 'ActiveRequestAlreadyExists' } },
  ],
  [
    'a 403 names the permission that is missing',
    (_a, response) =>
      json(
        response,
        403,
        error(
          'Forbidden',
          'Missing application roles. API required roles: Machine.Isolate,Machine.Other, application roles: Machine.Other.',
        ),
      ),
    { kind: 'refused', fault: { code: 'Forbidden', missingPermission: 'Machine.Isolate' } },
  ],
  [
    'a 403 without names points to what the action needs',
    (_a, response) => json(response, 403, error('Forbidden', 'No.')),
    { kind: 'refused', fault: { missingPermission: 'Machine.Isolate' } },
  ],
  ['a 404 is refused', (_a, response) => json(response, 404, error('ResourceNotFound', 'gone')), { kind: 'refused' }],
  [
    'a 408 is ambiguous',
    (_a, response) => json(response, 408, error('', '')),
    { kind: 'ambiguous', fault: { code: 'HTTP-408' } },
  ],
  [
    'a 500 is ambiguous',
    (_a, response) => json(response, 500, error('InternalServerError', 'oops')),
    { kind: 'ambiguous', fault: { code: 'InternalServerError', says: 'oops' } },
  ],
  [
    'a web page is ambiguous and called one',
    (_a, response) => void response.writeHead(502).end('<html>bad gateway</html>'),
    { kind: 'ambiguous', fault: { code: 'HTTP-502', says: 'Defender answered with a web page (502), not with data' } },
  ],
  [
    'a web page with a 200 is ambiguous',
    (_a, response) => void response.writeHead(200).end('<html>sign in</html>'),
    { kind: 'ambiguous', fault: { code: 'HTTP-200' } },
  ],
  ['nothing with a 201 is ambiguous', (_a, response) => void response.writeHead(201).end(), { kind: 'ambiguous' }],
  [
    'an action without an id is ambiguous',
    (_a, response) => json(response, 201, { ...machineActionBody(), id: null }),
    { kind: 'ambiguous' },
  ],
  [
    'half an answer is ambiguous',
    (_a, response, socket) => {
      response.writeHead(201, { 'Content-Length': '1000' });
      response.write('{"id":"5382');
      setImmediate(() => socket.destroy());
    },
    { kind: 'ambiguous', fault: { code: 'ECONNRESET' } },
  ],
  [
    'a reset is ambiguous',
    (_a, _response, socket) => void socket.resetAndDestroy(),
    { kind: 'ambiguous', fault: { code: 'ECONNRESET' } },
  ],
  [
    'a redirect is not followed and is ambiguous',
    (_a, response) => void response.writeHead(302, { Location: '/elsewhere' }).end(),
    { kind: 'ambiguous', fault: { code: 'HTTP-302' } },
  ],
];

test.each(answers)('%s', async (_name, api, expected) => {
  const { answer, world } = await sendOver(api);
  expect(answer).toMatchObject(expected);
  expect(world.arrivals).toHaveLength(1);
});

test('an answer that never comes is ambiguous once the time-out is over', async () => {
  const { answer } = await sendOver(() => {}, { timeoutMs: 150 });
  expect(answer).toMatchObject({ kind: 'ambiguous', fault: { code: 'timeout' } });
});

test('a port where nobody listens proves that nothing was sent', async () => {
  const { answer } = await sendOver(() => {}, { apiUrl: 'http://127.0.0.1:1' });
  expect(answer).toMatchObject({ kind: 'unsent', fault: { code: 'ECONNREFUSED' }, retryAt: null });
});

test('a host that has no name in DNS proves that nothing was sent', async () => {
  const { answer } = await sendOver(() => {}, { apiUrl: 'http://nowhere.invalid' });
  expect(answer).toMatchObject({ kind: 'unsent', fault: { code: expect.stringMatching(/ENOTFOUND|EAI_AGAIN/) } });
});

test('a TLS connection that never comes about proves that nothing was sent', async () => {
  const sockets: Socket[] = [];
  const deaf = createServer((socket) => void sockets.push(socket.on('error', () => {})));
  await new Promise<void>((resolve) => deaf.listen(0, '127.0.0.1', resolve));
  const apiUrl = `https://127.0.0.1:${(deaf.address() as AddressInfo).port}`;
  const { answer } = await sendOver(() => {}, { apiUrl, timeoutMs: 150 });
  expect(answer).toMatchObject({ kind: 'unsent', fault: { code: 'connect-timeout' } });
  for (const socket of sockets) socket.destroy();
  await new Promise((resolve) => deaf.close(resolve));
});

test('a reset of a connection that was used before is ambiguous', async () => {
  let count = 0;
  const world = await startWorld({
    api: (_a, response, socket) => {
      count += 1;
      if (count === 1) json(response, 201, machineActionBody());
      else socket.resetAndDestroy();
    },
  });
  await world.defender.send(true, async () => soon());
  expect(await world.defender.send(true, async () => soon())).toMatchObject({ kind: 'ambiguous' });
  expect(world.arrivals).toHaveLength(2);
  await world.close();
});

test('a run that is gone gets no call, and its slot is free again', async () => {
  const world = await startWorld({
    api: (_a, response) => json(response, 201, machineActionBody()),
    settings: { rateLimits: [{ calls: 1, windowMs: 60_000 }] },
  });
  expect(await world.defender.send(true, async () => null)).toBeNull();
  expect(await world.defender.send(true, async () => soon())).toMatchObject({ kind: 'accepted' });
  await world.close();
});

test('an order whose time is over is not sent', async () => {
  const world = await startWorld({ api: (_a, response) => json(response, 201, machineActionBody()) });
  const answer = await world.defender.send(true, async () => orderBefore(Date.now()));
  expect(answer).toMatchObject({ kind: 'unsent', fault: { code: 'too-late' } });
  expect(world.arrivals).toHaveLength(0);
  await world.close();
});

test('a call that cannot be recorded is not made', async () => {
  const facts = { system: 'store', code: 'down', says: 'x', correlationId: null, missingPermission: null } as const;
  const calls = { ...memoryCalls(), begin: () => Promise.reject(new Fault(facts)) };
  const world = await startWorld({ api: (_a, response) => json(response, 201, machineActionBody()), calls });
  expect(await world.defender.send(true, async () => soon())).toEqual({ kind: 'unsent', fault: facts, retryAt: null });
  expect(world.arrivals).toHaveLength(0);
  await world.close();
});

test('a bug in the preparation is thrown on, and its slot is free again', async () => {
  const world = await startWorld({
    api: (_a, response) => json(response, 201, machineActionBody()),
    settings: { rateLimits: [{ calls: 1, windowMs: 60_000 }] },
  });
  await expect(world.defender.send(true, () => Promise.reject(new Error('bug')))).rejects.toThrow('bug');
  expect(await world.defender.send(true, async () => soon())).toMatchObject({ kind: 'accepted' });
  await world.close();
});

test('cancelling a twin is an action call of its own', async () => {
  const world = await startWorld({
    api: (_a, response) => json(response, 200, machineActionBody({ status: 'Cancelled' })),
  });
  expect(await world.defender.cancel('id-1', 'a twin', async () => false)).toBeNull();
  expect(world.arrivals).toEqual([]);
  expect(await world.defender.cancel('id-1', 'a twin', async () => true)).toMatchObject({
    kind: 'accepted',
    action: { status: 'Cancelled' },
  });
  expect(world.arrivals[0]).toMatchObject({ path: '/api/machineactions/id-1/cancel', body: '{"Comment":"a twin"}' });
  await world.close();
});
