import { filtersOf } from '../../src/defender/odata';
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
        startswith: list([
          record('web-01', { id: '1'.repeat(40), lastSeen: '2026-01-01T00:00:00Z' }),
          record('web-01', { id: '2'.repeat(40) }),
          record('web-01', { id: '3'.repeat(40), mergedIntoMachineId: '2'.repeat(40) }),
          record('web-01', { id: '4'.repeat(40), onboardingStatus: 'CanBeOnboarded' }),
          record('web-01', { id: '2'.repeat(40) }),
        ]),
      }),
    });
    const found = await world.defender.findMachines('web-01');
    expect(found.map(({ id }) => id[0])).toEqual(['2', '1']);
  });

  test('with only records that cannot be acted on is told as it is', async () => {
    const stale = record('web-01', { onboardingStatus: 'InsufficientInfo' });
    const world = await startWorld({ api: answering({ startswith: list([stale]) }) });
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

  test('of several names is asked for together, by as few filters as hold 25 terms, each found as it is alone', async () => {
    const names = ['web-01', 'Web-02.contoso.com', ...Array.from({ length: 12 }, (_, i) => `srv-${i}`)];
    const world = await startWorld({
      api: answering({
        machines: list([record('web-01.contoso.com'), record('WEB-02.contoso.com'), record('web-011')]),
      }),
    });
    const found = await world.defender.findMachinesEach(names);
    expect([...found].map(([name, machines]) => [name, machines.map((one) => one.name)])).toEqual([
      ['web-01', ['web-01.contoso.com']],
      ['Web-02.contoso.com', ['WEB-02.contoso.com']],
      ...names.slice(2).map((name) => [name, []]),
    ]);
    const asked = world.arrivals.map(optionsOf);
    expect(asked).toHaveLength(2);
    expect(asked[0]).toMatch(
      /^\/machines\?\$filter=startswith\(computerDnsName,'web-01'\) or startswith\(computerDnsName,'WEB-01'\) or computerDnsName eq 'Web-02\.contoso\.com' or /,
    );
    expect(asked.map((path) => path.match(/startswith| eq /g)?.length)).toEqual([25, 4]);
  });

  test('of several that are named by id is asked for by id, beside those that are not', async () => {
    const world = await startWorld({
      api: ({ path }, response) =>
        json(
          response,
          200,
          path.includes(machineId) ? { ...record('db-01'), id: machineId } : list([record('web-01')]),
        ),
    });
    const found = await world.defender.findMachinesEach([machineId.toUpperCase(), 'web-01']);
    expect([...found].map(([name, machines]) => [name, machines.map((one) => one.name)])).toEqual([
      [machineId.toUpperCase(), ['db-01']],
      ['web-01', ['web-01']],
    ]);
  });

  test.each([
    ['25 terms', Array.from({ length: 60 }, (_, i) => `t eq '${i}'`), [25, 25, 10]],
    [
      '1,800 characters as they are sent',
      Array.from({ length: 10 }, (_, i) => `t eq '${'é'.repeat(100)}${i}'`),
      [2, 2, 2, 2, 2],
    ],
    ['one term that is longer alone', ['x'.repeat(4_000), 'y'], [1, 1]],
    ['no term', [], []],
  ])('is asked for by no filter that holds more than %s', (_, terms, counts) => {
    const filters = filtersOf(terms);
    expect(filters.map((filter) => filter.split(' or ').length)).toEqual(counts);
    expect(filters.flatMap((filter) => filter.split(' or '))).toEqual(terms);
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

  test('of several machines are read together, and each has its own', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map((letter) => letter.repeat(40)) as [string, string, string];
    const on = (id: string, machine: string, hour: number) =>
      machineActionBody({ id, machineId: machine, creationDateTimeUtc: `2026-11-01T0${hour}:00:00Z` });
    const world = await startWorld({
      api: answering({ machineactions: list([on('1', a, 1), on('2', b.toUpperCase(), 2), on('3', a, 3)]) }),
    });
    const found = await world.defender.actionsOnEach([a, b, c]);
    expect([...found].map(([id, actions]) => [id, actions.map((one) => one.id)])).toEqual([
      [a, ['3', '1']],
      [b, ['2']],
      [c, []],
    ]);
    expect(world.arrivals.map(optionsOf)).toEqual([
      `/machineactions?$filter=machineId eq '${a}' or machineId eq '${b}' or machineId eq '${c}'&$orderby=creationDateTimeUtc desc&$top=10000`,
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

  test('that hold or end a containment are asked for by type and time, page by page, with the names of machines', async () => {
    const page = Array.from({ length: 10_000 }, (_, i) => machineActionBody({ id: `id-${i}`, computerDnsName: '' }));
    const last = machineActionBody({ id: 'last', computerDnsName: 'web-01.contoso.com' });
    const world = await startWorld({
      api: ({ path }, response) => json(response, 200, list(path.includes('$skip') ? [page.at(-1), last] : page)),
    });
    const found = await world.defender.containmentsSince(Date.parse('2026-11-01T00:00:00Z'));
    expect(found).toHaveLength(10_001);
    expect(found.map(({ machineName }) => machineName).slice(-2)).toEqual([null, 'web-01.contoso.com']);
    const filter =
      "(type eq 'Isolate' or type eq 'Unisolate' or type eq 'RestrictCodeExecution' or type eq 'UnrestrictCodeExecution') and creationDateTimeUtc ge 2026-11-01T00:00:00.000Z";
    expect(world.arrivals.map(optionsOf)).toEqual([
      `/machineactions?$filter=${filter}&$orderby=creationDateTimeUtc desc&$top=10000`,
      `/machineactions?$filter=${filter}&$orderby=creationDateTimeUtc desc&$top=10000&$skip=10000`,
    ]);
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

describe('who has logged on', () => {
  const user = (id: string, more: object = {}) => ({
    id,
    accountName: id.split('\\').pop(),
    accountDomain: 'contoso',
    firstSeen: '2026-10-01T00:00:00Z',
    lastSeen: '2026-11-01T08:00:00.1234567Z',
    logonTypes: 'Interactive, RemoteInteractive',
    isDomainAdmin: true,
    isOnlyNetworkUser: false,
    ...more,
  });

  test('is read by the machine’s id, latest first, and those who are not named are left out', async () => {
    const older = { lastSeen: '2026-10-31T08:00:00Z', logonTypes: null, isDomainAdmin: null, isOnlyNetworkUser: true };
    const users = [user('contoso\\svc', older), { id: null }, user('contoso\\ines')];
    const world = await startWorld({ api: answering({ logonusers: list(users) }) });
    expect(await world.defender.loggedOnUsers(machineId)).toEqual([
      {
        account: 'contoso\\ines',
        lastSeenAt: Date.parse('2026-11-01T08:00:00.123Z'),
        logonTypes: 'Interactive, RemoteInteractive',
        isDomainAdmin: true,
        isOnlyNetwork: false,
      },
      {
        account: 'contoso\\svc',
        lastSeenAt: Date.parse('2026-10-31T08:00:00Z'),
        logonTypes: null,
        isDomainAdmin: false,
        isOnlyNetwork: true,
      },
    ]);
    expect(world.arrivals.map(optionsOf)).toEqual([`/machines/${machineId}/logonusers`]);
  });

  test('on a machine that Defender does not know is null', async () => {
    const world = await startWorld({ api: answering({ logonusers: absent }) });
    expect(await world.defender.loggedOnUsers(machineId)).toBeNull();
  });

  test.each([
    ['as Defender names it', 'Missing application roles. API required roles: User.Read.All, application roles: .'],
    ['also where Defender does not name it', 'No.'],
  ])('without its permission is a fault that names it, %s', async (_, message) => {
    const world = await startWorld({
      api: (_arrival, response) => json(response, 403, { error: { code: 'Forbidden', message, target: 'corr-9' } }),
    });
    await expect(world.defender.loggedOnUsers(machineId)).rejects.toMatchObject({
      facts: { code: 'Forbidden', missingPermission: 'User.Read.All', correlationId: 'corr-9' },
    });
  });

  test('is a fault where the answer is no list', async () => {
    const world = await startWorld({ api: (_arrival, response) => json(response, 200, { value: 'nobody' }) });
    await expect(world.defender.loggedOnUsers(machineId)).rejects.toMatchObject({ facts: { code: 'not-a-list' } });
  });
});
