import { inspect } from 'node:util';
import { type Arrival, closeWorlds, type Handler, json, machineActionBody, machineId, startWorld } from './world';

afterEach(closeWorlds);

const optionsOf = ({ path }: Arrival) => path.replace(/^\/api/, '');

const record = (name: string, more: object = {}) => ({
  id: Buffer.from(name).toString('hex').padEnd(40, '0').slice(0, 40),
  computerDnsName: name,
  onboardingStatus: 'Onboarded',
  healthStatus: 'Active',
  lastSeen: '2026-11-01T00:00:00Z',
  ...more,
});

const list = (value: readonly unknown[], nextLink?: string) => ({
  '@odata.context': 'x',
  value,
  ...(nextLink === undefined ? {} : { '@odata.nextLink': nextLink }),
});

const absent = { error: { code: 'ResourceNotFound', message: 'Resource not found', target: 'corr-1' } };

/** Answers by what the path contains; everything else is an empty list. */
const answering =
  (answers: Readonly<Record<string, object>>): Handler =>
  ({ path }, response) => {
    const found = Object.entries(answers).find(([part]) => path.includes(part));
    json(response, found?.[1] === absent ? 404 : 200, found?.[1] ?? list([]));
  };

describe('a machine', () => {
  test('is asked for by its id where that was typed', async () => {
    const world = await startWorld({ api: answering({ [machineId]: { ...record('web-01'), id: machineId } }) });
    expect(await world.defender.findMachines(machineId.toUpperCase())).toMatchObject([{ id: machineId }]);
    expect(world.arrivals.map(optionsOf)).toEqual([`/machines/${machineId}`]);
  });

  test('that Defender does not know by id is not found', async () => {
    const world = await startWorld({ api: answering({ [machineId]: absent }) });
    expect(await world.defender.findMachines(machineId)).toEqual([]);
    expect((await world.defender.machines([machineId])).size).toBe(0);
  });

  test('is found by full name in whatever case, with quotes kept inside the literal', async () => {
    const world = await startWorld({ api: answering({ computerDnsName: list([record('WEB-01.contoso.com')]) }) });
    expect(await world.defender.findMachines('Web-01.contoso.com')).toMatchObject([{ name: 'WEB-01.contoso.com' }]);
    await world.defender.findMachines("o'brien.x");
    expect(world.arrivals.map(optionsOf)).toEqual([
      "/machines?$filter=computerDnsName eq 'Web-01.contoso.com' or computerDnsName eq 'web-01.contoso.com' or computerDnsName eq 'WEB-01.CONTOSO.COM'&$top=10000",
      "/machines?$filter=computerDnsName eq 'o''brien.x' or computerDnsName eq 'O''BRIEN.X'&$top=10000",
    ]);
  });

  test('is found by short name, and one that only starts alike is not', async () => {
    const world = await startWorld({
      api: answering({ startswith: list([record('web-01.contoso.com'), record('web-01x.contoso.com')]) }),
    });
    expect(await world.defender.findMachines('WEB-01')).toMatchObject([{ name: 'web-01.contoso.com' }]);
  });

  test('with several records is all that can be acted on, newest first, each once', async () => {
    const world = await startWorld({
      api: answering({
        'computerDnsName eq': list([
          record('web-01', { id: '1'.repeat(40), lastSeen: '2026-01-01T00:00:00Z' }),
          record('web-01', { id: '2'.repeat(40) }),
          record('web-01', { id: '3'.repeat(40), mergedIntoMachineId: '2'.repeat(40) }),
          record('web-01', { id: '4'.repeat(40), onboardingStatus: 'CanBeOnboarded' }),
        ]),
        startswith: list([record('web-01', { id: '2'.repeat(40) })]),
      }),
    });
    const found = await world.defender.findMachines('web-01');
    expect(found.map(({ id }) => id[0])).toEqual(['2', '1']);
  });

  test('with only records that cannot be acted on is told as it is', async () => {
    const stale = record('web-01', { onboardingStatus: 'InsufficientInfo' });
    const world = await startWorld({ api: answering({ 'computerDnsName eq': list([stale]) }) });
    expect(await world.defender.findMachines('web-01')).toMatchObject([{ onboarding: 'InsufficientInfo' }]);
  });

  test('is found by its last address, and by one that it had a moment ago', async () => {
    const world = await startWorld({
      api: answering({
        lastIpAddress: list([record('web-01', { lastIpAddress: '10.1.2.3' })]),
        findbyip: list([record('web-01'), record('web-02')]),
      }),
    });
    const found = await world.defender.findMachines('10.1.2.3');
    expect(found.map(({ name }) => name).sort()).toEqual(['web-01', 'web-02']);
    expect(world.arrivals.map(optionsOf)).toEqual([
      "/machines?$filter=lastIpAddress eq '10.1.2.3'&$top=10000",
      expect.stringMatching(/^\/machines\/findbyip\(ip='10\.1\.2\.3',timestamp=\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ\)$/),
    ]);
  });

  test('of several ids is asked for with 25 others at a time', async () => {
    const ids = Array.from({ length: 30 }, (_, i) => String(i).padStart(40, 'f'));
    const world = await startWorld({
      api: ({ path }, response) => {
        const asked = path.match(/[0-9f]{40}/g) ?? [];
        json(response, 200, list(asked.map((id) => ({ id: id.toUpperCase(), computerDnsName: id }))));
      },
    });
    const found = await world.defender.machines(ids);
    expect([...found.keys()]).toEqual(ids);
    expect(world.arrivals.map(({ path }) => path.match(/id eq/g)?.length)).toEqual([25, 5]);
  });

  test('page after page is read by the next link, and by skipping where there is none of our host', async () => {
    const full = Array.from({ length: 2_000 }, (_, i) => record(`m-${i}`, { id: String(i).padStart(40, '0') }));
    const world = await startWorld({
      api: ({ path }, response) => {
        if (path.includes('$skip=0'))
          return json(response, 200, list(full, 'https://elsewhere.example/api/machines?x=1'));
        if (path.includes('$skip=2000')) return json(response, 200, list([record('a')], '/api/machines?$skiptoken=t'));
        return json(response, 200, list([record('b')]));
      },
    });
    const first = await world.defender.machinePage(null);
    const second = await world.defender.machinePage(first.next);
    const third = await world.defender.machinePage(second.next);
    expect([first.machines.length, second.machines.length, third.next]).toEqual([2_000, 1, null]);
    expect(world.arrivals.map(optionsOf)).toEqual([
      '/machines?$top=2000&$skip=0',
      '/machines?$top=2000&$skip=2000',
      '/machines?$skiptoken=t',
    ]);
  });
});

describe('Machine Actions', () => {
  test('of a machine come newest first', async () => {
    const older = machineActionBody({ id: 'older', creationDateTimeUtc: '2026-10-01T00:00:00Z' });
    const world = await startWorld({
      api: answering({ machineactions: list([older, machineActionBody({ id: 'newer' })]) }),
    });
    expect((await world.defender.actionsOn(machineId)).map(({ id }) => id)).toEqual(['newer', 'older']);
    expect(world.arrivals.map(optionsOf)).toEqual([
      `/machineactions?$filter=machineId eq '${machineId}'&$orderby=creationDateTimeUtc desc&$top=100`,
    ]);
  });

  test('since a moment are read page by page, each once', async () => {
    const page = Array.from({ length: 10_000 }, (_, i) => machineActionBody({ id: `id-${i}` }));
    const world = await startWorld({
      api: ({ path }, response) =>
        json(response, 200, list(path.includes('$skip') ? [page.at(-1), machineActionBody({ id: 'last' })] : page)),
    });
    expect(await world.defender.actionsSince(Date.parse('2026-11-01T00:00:00Z'))).toHaveLength(10_001);
    expect(world.arrivals.map(optionsOf)).toEqual([
      '/machineactions?$filter=creationDateTimeUtc ge 2026-11-01T00:00:00.000Z&$orderby=creationDateTimeUtc desc&$top=10000',
      '/machineactions?$filter=creationDateTimeUtc ge 2026-11-01T00:00:00.000Z&$orderby=creationDateTimeUtc desc&$top=10000&$skip=10000',
    ]);
  });

  test('since a moment are a fault when one page of several cannot be had', async () => {
    const page = Array.from({ length: 10_000 }, (_, i) => machineActionBody({ id: `id-${i}` }));
    const world = await startWorld({
      api: ({ path }, response) =>
        path.includes('$skip')
          ? json(response, 403, { error: { code: 'Forbidden', message: '' } })
          : json(response, 200, list(page)),
    });
    await expect(world.defender.actionsSince(0)).rejects.toMatchObject({ facts: { code: 'Forbidden' } });
  });

  test('that cannot be read are left out and logged, unless they may be ours', async () => {
    const rows: unknown[] = [machineActionBody(), { id: null, requestorComment: 'not ours' }];
    const world = await startWorld({ api: (_arrival, response) => json(response, 200, list(rows)) });
    expect(await world.defender.actionsSince(0)).toHaveLength(1);
    expect(world.log.lines.map(({ event }) => event)).toContain('defender.row-dropped');
    rows.push({ id: null, requestorComment: '[twokey AB12/1] x' });
    await expect(world.defender.actionsSince(0)).rejects.toMatchObject({ facts: { code: 'unreadable-row' } });
  });

  test('that Defender does not know are null', async () => {
    const world = await startWorld({ api: answering({ machineactions: absent }) });
    expect(await world.defender.action('some-id')).toBeNull();
  });
});

describe('a read', () => {
  test('is tried again where that may help', async () => {
    let count = 0;
    const world = await startWorld({
      api: (_arrival, response, socket) => {
        count += 1;
        if (count === 1) socket.resetAndDestroy();
        else if (count === 2) response.writeHead(503).end('<html></html>');
        else json(response, 200, list([machineActionBody()]));
      },
    });
    expect(await world.defender.actionsOn(machineId)).toHaveLength(1);
    expect(world.arrivals).toHaveLength(3);
  });

  test('that a second token does not help is a fault', async () => {
    const body = { error: { code: 'Unauthorized', message: 'No.' } };
    const world = await startWorld({ api: (_arrival, response) => json(response, 401, body) });
    await expect(world.defender.actionsOn('x')).rejects.toMatchObject({ facts: { code: 'Unauthorized' } });
    expect(world.arrivals).toHaveLength(2);
  });

  test('that is not permitted names the permission', async () => {
    const message =
      'Missing application roles. API required roles: Machine.Read.All,Machine.ReadWrite.All, application roles: .';
    const world = await startWorld({
      api: (_arrival, response) => json(response, 403, { error: { code: 'Forbidden', message, target: 'corr-3' } }),
    });
    await expect(world.defender.findMachines('web-01')).rejects.toMatchObject({
      facts: {
        system: 'Defender',
        correlationId: 'corr-3',
        missingPermission: 'Machine.Read.All or Machine.ReadWrite.All',
      },
    });
    expect(world.arrivals).toHaveLength(1);
  });

  test('of a list that is no list is a fault', async () => {
    const world = await startWorld({ api: (_arrival, response) => json(response, 200, { value: 'soon' }) });
    await expect(world.defender.actionsSince(0)).rejects.toMatchObject({ facts: { code: 'not-a-list' } });
  });
});

test('neither faults nor the log nor the health ever hold the token or the secret', async () => {
  let count = 0;
  const world = await startWorld({
    api: (_arrival, response, socket) => {
      count += 1;
      if (count % 3 === 0) json(response, 500, { error: { code: 'InternalServerError', message: 'x' } });
      else if (count % 3 === 1) socket.resetAndDestroy();
      else response.writeHead(200).end('<html></html>');
    },
  });
  const fault = await world.defender.actionsOn('x').catch((error: unknown) => error);
  const answer = await world.defender.cancel('x', 'y');
  const all = [fault, answer, world.log.lines, world.health()];
  const told = all.map((each) => inspect(each, { depth: 20, showHidden: true })).join();
  expect(told).not.toMatch(/top~secret|Bearer|eyJ/);
  expect(world.log.lines.find(({ event }) => event === 'defender.call')).toEqual({
    level: 'info',
    event: 'defender.call',
    fields: { method: 'GET', route: '/machineactions', status: 'ECONNRESET', ms: expect.any(Number) },
  });
});

test('the probe tells what Defender lets the app do, by calls that can do nothing', async () => {
  const world = await startWorld({
    api: ({ method, path }, response) => {
      if (method === 'GET') return json(response, 200, list([]));
      if (!path.includes('scan') && !path.includes('Scan')) return json(response, 404, absent);
      const message =
        'Missing application roles. API required roles: Machine.Scan, application roles: Machine.Isolate.';
      return json(response, 403, { error: { code: 'Forbidden', message } });
    },
  });
  const probed = await world.probe();
  expect(probed.filter(({ isOk }) => isOk).map(({ verb }) => verb)).toEqual(
    expect.arrayContaining(['read machines', 'read machine actions', 'isolate', 'release', 'cancel']),
  );
  expect(probed.filter(({ isOk }) => !isOk)).toMatchObject([{ verb: 'scan', missing: 'Machine.Scan' }]);
  const posts = world.arrivals.filter(({ method }) => method === 'POST');
  expect(posts.every(({ path }) => /\/(0{40}|00000000-0000-0000-0000-000000000000)\//.test(path))).toBe(true);
});
