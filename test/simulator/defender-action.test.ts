import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { type DefenderWorld, fetchToken, startDefenderWorld, type WireAnswer } from './defender-world';

let world: DefenderWorld;
beforeEach(async () => {
  world = await startDefenderWorld({ defender: { rateLimits: [] } });
});
afterEach(() => world.stop());

const Comment = '[twokey R1/1] beaconing to a known C2 – Inès → Noor';
const isolate = (machineId: string = MACHINE_IDS.web01): Promise<WireAnswer> =>
  world.post(`/api/machines/${machineId}/isolate`, { Comment, IsolationType: 'Full' });
const codeOf = ({ status, body }: WireAnswer): string => `${status} ${body.error?.code}`;

test('an isolation is answered with 201 and a pending Machine Action, whose scope only a later read tells', async () => {
  const { status, body } = await isolate();
  expect(status).toBe(201);
  const expected = {
    '@odata.context': expect.stringMatching(/\/api\/\$metadata#MachineActions\/\$entity$/),
    id: expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/),
    type: 'Isolate',
    title: null,
    requestor: world.entra.clientId,
    requestorComment: Comment,
    requestSource: 'PublicApi',
    status: 'Pending',
    machineId: MACHINE_IDS.web01,
    computerDnsName: 'web-01.contoso.example',
    creationDateTimeUtc: '2026-03-02T09:00:00.0000000Z',
    lastUpdateDateTimeUtc: '2026-03-02T09:00:00.0000000Z',
    scope: null,
    externalId: null,
    errorHResult: 0,
    cancellationRequestor: null,
    cancellationComment: null,
    cancellationDateTimeUtc: null,
    relatedFileInfo: null,
    commands: [],
    troubleshootInfo: null,
  };
  expect(body).toEqual(expected);
  expect((await world.ask(`/api/machineactions/${body.id}`)).body).toEqual({ ...expected, id: body.id, scope: 'Full' });
});

test('the POST reply can be told to name no machine yet, and the requestor to be the name of the app', async () => {
  world.defender.behaviour.machineInReply = 'null';
  world.defender.behaviour.requestor = 'app-name';
  const { body } = await isolate();
  expect(body).toMatchObject({ machineId: null, computerDnsName: null, requestor: 'Twokey' });
  expect((await world.ask(`/api/machineactions/${body.id}`)).body.machineId).toBe(MACHINE_IDS.web01);
});

const SHA1 = '0a1b2c3d4e5f60718293a4b5c6d7e8f901234567';
test.each([
  ['unisolate', {}, 'Unisolate', null, null],
  ['restrictCodeExecution', {}, 'RestrictCodeExecution', null, null],
  ['unrestrictCodeExecution', {}, 'UnrestrictCodeExecution', null, null],
  ['runAntiVirusScan', { ScanType: 'Quick' }, 'RunAntiVirusScan', 'Quick', null],
  [
    'StopAndQuarantineFile',
    { Sha1: SHA1 },
    'StopAndQuarantineFile',
    null,
    { fileIdentifier: SHA1, fileIdentifierType: 'Sha1' },
  ],
  ['collectInvestigationPackage', {}, 'CollectInvestigationPackage', null, null],
  ['offboard', {}, 'Offboard', null, null],
])('%s starts its own type of Machine Action', async (path, body, type, scope, relatedFileInfo) => {
  const answer = await world.post(`/api/machines/${MACHINE_IDS.web01}/${path}`, { Comment, ...body });
  expect(answer.status).toBe(201);
  expect(world.defender.actions()).toMatchObject([{ type, scope, relatedFileInfo, requestorComment: Comment }]);
});

test.each([
  ['isolate', {}, '400 MissingRequiredParameter'],
  ['isolate', { Comment: '' }, '400 InvalidInput'],
  ['isolate', { Comment: '  ' }, '400 InvalidInput'],
  ['isolate', { Comment: 7 }, '400 InvalidRequestBody'],
  ['isolate', { comment: 'x' }, '400 InvalidRequestBody'],
  ['isolate', { Comment: 'x', isolationType: 'Full' }, '400 InvalidRequestBody'],
  ['isolate', { Comment: 'x', IsolationType: 'full' }, '400 InvalidInput'],
  ['isolate', { Comment: 'x', Extra: 1 }, '400 InvalidRequestBody'],
  ['isolate', [], '400 InvalidRequestBody'],
  ['isolate', '{"Comment": ', '400 InvalidRequestBody'],
  ['isolate', '', '400 InvalidRequestBody'],
  ['runAntiVirusScan', { Comment: 'x' }, '400 MissingRequiredParameter'],
  ['runAntiVirusScan', { Comment: 'x', ScanType: 'Custom' }, '400 InvalidInput'],
  ['StopAndQuarantineFile', { Comment: 'x', Sha1: 'abc' }, '400 InvalidHashValue'],
])('%s with the body %j is answered with %s, and starts nothing', async (path, body, code) => {
  expect(codeOf(await world.post(`/api/machines/${MACHINE_IDS.web01}/${path}`, body))).toBe(code);
  expect(world.defender.actions()).toEqual([]);
});

test('a body that does not call itself JSON is refused', async () => {
  const answer = await world.post(
    `/api/machines/${MACHINE_IDS.web01}/isolate`,
    { Comment },
    { headers: { 'content-type': 'application/x-www-form-urlencoded' } },
  );
  expect(answer.status).toBe(415);
});

test.each([
  ['f'.repeat(40), 'isolate', { IsolationType: 'Full' }, '404 ResourceNotFound'],
  ['web-01.contoso.example', 'isolate', {}, '404 ResourceNotFound'],
  [MACHINE_IDS.app03Merged, 'isolate', {}, '404 ResourceNotFound'],
  [MACHINE_IDS.printer3, 'isolate', { IsolationType: 'Full' }, '400 InvalidInput'],
  [MACHINE_IDS.web01, 'isolate', { IsolationType: 'UnManagedDevice' }, '400 InvalidInput'],
  [MACHINE_IDS.build01, 'isolate', { IsolationType: 'Selective' }, '400 OsPlatformNotSupported'],
  [MACHINE_IDS.designMac, 'restrictCodeExecution', {}, '400 OsPlatformNotSupported'],
])('the machine %s refuses %s %j with %s', async (machineId, path, body, code) => {
  expect(codeOf(await world.post(`/api/machines/${machineId}/${path}`, { Comment, ...body }))).toBe(code);
});

test('each action wants its own role', async () => {
  world.entra.setRoles(['Machine.Read.All', 'Machine.Isolate']);
  const token = await fetchToken(world.entra);
  const answer = await world.post(`/api/machines/${MACHINE_IDS.web01}/restrictCodeExecution`, { Comment }, { token });
  expect(answer.body.error.message).toBe(
    'Missing application roles. API required roles: Machine.RestrictExecution, application roles: Machine.Read.All,Machine.Isolate.',
  );
});

test('a second isolation is refused while the first is open, and taken when it has ended', async () => {
  const first = (await isolate()).body;
  const second = await isolate();
  expect(codeOf(second)).toBe('400 ActiveRequestAlreadyExists');
  expect(second.body.error.message).toBe('Action is already in progress');
  world.defender.finish(first.id, 'Failed');
  expect((await isolate()).status).toBe(201);
});

test('a second isolation can be told to be answered with the first', async () => {
  world.defender.behaviour.duplicates = 'return-existing';
  const first = (await isolate()).body;
  const second = await isolate();
  expect({ status: second.status, id: second.body.id }).toEqual({ status: 200, id: first.id });
  expect(world.defender.actions()).toHaveLength(1);
});

test('a release is refused while an isolation is open, also one from the portal', async () => {
  const { id } = world.defender.portalAction({ machineId: MACHINE_IDS.web01, type: 'Isolate', scope: 'Selective' });
  expect((await world.ask(`/api/machineactions/${id}`)).body).toMatchObject({
    requestSource: 'Portal',
    requestor: 'noor.haddad@contoso.example',
    scope: 'Selective',
    status: 'Pending',
  });
  const release = () => world.post(`/api/machines/${MACHINE_IDS.web01}/unisolate`, { Comment });
  expect(codeOf(await release())).toBe('400 ActiveRequestAlreadyExists');
  world.defender.finish(id, 'Succeeded');
  expect((await release()).status).toBe(201);
});

test('cancelling changes the same record, and is refused when the action has ended', async () => {
  const { id } = (await isolate()).body;
  world.passMs(5000);
  const cancel = () => world.post(`/api/machineactions/${id}/cancel`, { Comment: 'wrong machine' });
  expect(await cancel()).toMatchObject({
    status: 200,
    body: {
      id,
      status: 'Cancelled',
      cancellationRequestor: world.entra.clientId,
      cancellationComment: 'wrong machine',
      cancellationDateTimeUtc: '2026-03-02T09:00:05.0000000Z',
      lastUpdateDateTimeUtc: '2026-03-02T09:00:05.0000000Z',
      creationDateTimeUtc: '2026-03-02T09:00:00.0000000Z',
      errorHResult: -2147467260,
    },
  });
  expect(codeOf(await cancel())).toBe('400 InvalidInput');
});

test('Machine Actions are listed newest first, and filtered by the documented fields only', async () => {
  const first = (await isolate(MACHINE_IDS.web01)).body.id;
  world.passMs(1000);
  const second = (await isolate(MACHINE_IDS.web02)).body.id;
  const ids = async (query: Readonly<Record<string, string>>): Promise<unknown> => {
    const { body } = await world.ask(`/api/machineactions?${new URLSearchParams(query)}`);
    return body.error?.code ?? body.value.map((action: { id: string }) => action.id);
  };
  expect(await ids({})).toEqual([second, first]);
  expect(await ids({ $filter: `machineId eq '${MACHINE_IDS.web01}' and type eq 'Isolate'` })).toEqual([first]);
  expect(await ids({ $filter: 'creationDateTimeUtc ge 2026-03-02T09:00:00.5Z' })).toEqual([second]);
  expect(await ids({ $filter: `id in ('${first}','${second}')`, $orderby: 'creationDateTimeUtc' })).toEqual([
    first,
    second,
  ]);
  expect(await ids({ $filter: "status eq 'Pending'", $top: '1' })).toEqual([second]);
  expect(await ids({ $filter: "requestorComment eq 'x'" })).toBe('ODataError');
});

test('a package has a link, with quotes in it, only when it has been collected', async () => {
  const { body } = await world.post(`/api/machines/${MACHINE_IDS.web01}/collectInvestigationPackage`, { Comment });
  const link = () => world.ask(`/api/machineactions/${body.id}/getPackageUri`);
  expect((await link()).status).toBe(404);
  world.defender.finish(body.id, 'Succeeded');
  expect((await link()).body.value).toMatch(/^"https:\/\/.+"$/);
});
