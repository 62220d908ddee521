import type { AccessToken } from '../../src/defender/entra';
import { createTokens } from '../../src/defender/token';
import { Fault } from '../../src/domain/fault';
import {
  closeWorlds,
  granting,
  type Handler,
  json,
  machineActionBody,
  manualClock,
  orderBefore,
  startWorld,
  tokenOf,
} from './world';

afterEach(closeWorlds);

const accepting: Handler = (_arrival, response) => json(response, 201, machineActionBody());
const soon = async () => orderBefore(Date.now() + 5_000);

const refusal = new Fault({
  system: 'Entra',
  code: 'AADSTS90033',
  says: 'A transient error has occurred.',
  correlationId: null,
  missingPermission: null,
});

describe('the shared token', () => {
  const setUp = (lifeMs: number) => {
    const clock = manualClock();
    const asked: number[] = [];
    const state = { fails: false };
    const acquire = async (): Promise<AccessToken> => {
      asked.push(clock.now());
      if (state.fails) throw refusal;
      return { value: `t${asked.length}`, issuedAt: clock.now(), expiresAt: clock.now() + lifeMs, roles: [] };
    };
    return { clock, asked, state, tokens: createTokens({ acquire, clock }) };
  };

  test('is asked for once, however many want it', async () => {
    const { tokens, asked } = setUp(3_600_000);
    const all = await Promise.all([tokens.get(), tokens.get(), tokens.get()]);
    expect(all.map((token) => token.value)).toEqual(['t1', 't1', 't1']);
    expect(asked).toHaveLength(1);
  });

  test('is renewed five minutes before its end without anybody asking', async () => {
    const { tokens, asked, clock } = setUp(3_600_000);
    await tokens.get();
    await clock.advance(54 * 60_000);
    expect(asked).toHaveLength(1);
    await clock.advance(60_000);
    expect(asked).toHaveLength(2);
    expect((await tokens.get()).value).toBe('t2');
  });

  test('is renewed in the last fifth of a short life', async () => {
    const { tokens, asked, clock } = setUp(100_000);
    await tokens.get();
    await clock.advance(79_000);
    expect(asked).toHaveLength(1);
    await clock.advance(1_000);
    expect(asked).toHaveLength(2);
  });

  test('is served while renewal fails, until it really ends', async () => {
    const { tokens, state, clock } = setUp(3_600_000);
    await tokens.get();
    state.fails = true;
    await clock.advance(3_599_999);
    expect((await tokens.get()).value).toBe('t1');
    expect(tokens.health()).toMatchObject({ isOk: true, fault: { code: 'AADSTS90033' } });
    await clock.advance(1);
    await expect(tokens.get()).rejects.toMatchObject({ facts: { code: 'AADSTS90033' } });
    expect(tokens.health()).toMatchObject({ isOk: false });
    state.fails = false;
    expect((await tokens.get()).value).not.toBe('t1');
    expect(tokens.health()).toMatchObject({ isOk: true, fault: null });
  });

  test('that was turned away is forgotten once, not the one that came after it', async () => {
    const { tokens, asked } = setUp(3_600_000);
    const first = await tokens.get();
    tokens.drop(first);
    await tokens.get();
    tokens.drop(first);
    await tokens.get();
    expect(asked).toHaveLength(2);
  });
});

describe('asking Entra', () => {
  test('calls the token endpoint and nothing else', async () => {
    const world = await startWorld({ api: accepting });
    await expect(world.roles()).resolves.toEqual(['Machine.Isolate']);
    expect(world.tokenRequests.map(({ method, path }) => `${method} ${path.split('?')[0]}`)).toEqual([
      'POST /contoso.example/oauth2/v2.0/token',
    ]);
    const form = new URLSearchParams(world.tokenRequests[0]?.body);
    expect(form.get('grant_type')).toBe('client_credentials');
    expect(form.get('scope')).toBe('https://api.securitycenter.microsoft.com/.default');
    expect(form.get('client_secret')).toBe('top~secret~value');
    await world.close();
  });

  test('in vain makes the call unsent with the number, the first sentence and the correlation id', async () => {
    const world = await startWorld({
      api: accepting,
      entra: (_arrival, response) =>
        json(response, 401, {
          error: 'invalid_client',
          error_description:
            'AADSTS7000215: Invalid client secret provided. Ensure the secret being sent in the request is the client secret value.\r\nTrace ID: 1',
          error_codes: [7000215],
          correlation_id: 'corr-7',
        }),
    });
    const prepare = jest.fn(soon);
    expect(await world.defender.send(true, prepare)).toEqual({
      kind: 'unsent',
      fault: {
        system: 'Entra',
        code: 'AADSTS7000215',
        says: 'AADSTS7000215: Invalid client secret provided.',
        correlationId: 'corr-7',
        missingPermission: null,
        cure: expect.stringContaining('Set AZURE_CLIENT_SECRET'),
      },
      retryAt: null,
    });
    expect(prepare).not.toHaveBeenCalled();
    expect(world.arrivals).toHaveLength(0);
    expect(world.health()).toMatchObject({ token: { isOk: false, fault: { code: 'AADSTS7000215' } } });
    expect(JSON.stringify(world.log.lines)).not.toContain('top~secret~value');
    await world.close();
  });

  test('gives up after the time-out', async () => {
    const world = await startWorld({ api: accepting, entra: () => {}, settings: { timeoutMs: 150 } });
    expect(await world.defender.send(true, soon)).toMatchObject({
      kind: 'unsent',
      fault: { system: 'Entra', code: 'timeout' },
    });
    await world.close();
  });

  test('that gets a web page is a fault of Entra', async () => {
    const entra: Handler = (_arrival, response) => void response.writeHead(503).end('<html></html>');
    const world = await startWorld({ api: accepting, entra });
    await expect(world.roles()).rejects.toMatchObject({ facts: { system: 'Entra', code: 'HTTP-503' } });
    await world.close();
  });
});

describe('after a 401 from Defender', () => {
  const turningAway = (times: number): Handler => {
    let count = 0;
    return (_arrival, response) => {
      count += 1;
      if (count > times) return json(response, 201, machineActionBody());
      return json(response, 401, { error: { code: 'Unauthorized', message: 'Token expired.', target: 'corr-2' } });
    };
  };

  test('the call is made once more with a fresh token', async () => {
    const world = await startWorld({ api: turningAway(1) });
    expect(await world.defender.send(true, soon)).toMatchObject({ kind: 'accepted' });
    expect(world.arrivals.map(({ headers }) => headers.authorization)).toEqual([
      `Bearer ${tokenOf('token-1')}`,
      `Bearer ${tokenOf('token-2')}`,
    ]);
    await world.close();
  });

  test('and a second one, nothing was sent, and the words tell what to check', async () => {
    const world = await startWorld({ api: turningAway(9) });
    const answer = await world.defender.send(true, soon);
    expect(answer).toMatchObject({ kind: 'unsent', fault: { code: 'Unauthorized', correlationId: 'corr-2' } });
    expect(answer).toMatchObject({ fault: { cure: expect.stringContaining('credential') } });
    expect(world.arrivals).toHaveLength(2);
    await world.close();
  });

  test('the call is not made again when the claim has run out', async () => {
    let first = true;
    const grant = granting();
    const world = await startWorld({
      api: turningAway(1),
      entra: (arrival, response, socket) => {
        if (!first) setTimeout(() => grant(arrival, response, socket), 150);
        else grant(arrival, response, socket);
        first = false;
      },
    });
    const answer = await world.defender.send(true, async () => orderBefore(Date.now() + 100));
    expect(answer).toMatchObject({ kind: 'unsent', fault: { code: 'too-late' } });
    expect(world.arrivals).toHaveLength(1);
    await world.close();
  });
});
