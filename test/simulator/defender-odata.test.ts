import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { type DefenderWorld, startDefenderWorld } from './defender-world';

// In a describe, because the leak guard looks before a file's own afterAll.
describe('OData', () => {
  let world: DefenderWorld;
  beforeAll(async () => {
    world = await startDefenderWorld({ defender: { rateLimits: [] } });
  });
  afterAll(() => world.stop());

  const list = (query: Readonly<Record<string, string>>) =>
    world.ask(`/api/machines?${new URLSearchParams(query).toString()}`);
  const namesOf = (value: readonly { computerDnsName: string }[]): readonly string[] =>
    value.map((machine) => machine.computerDnsName.replace('.contoso.example', ''));

  test.each([
    ["computerDnsName eq 'web-01.contoso.example'", ['web-01']],
    ["computerDnsName eq 'WEB-01.contoso.example'", []],
    ["startswith(computerDnsName,'web-0')", ['web-01', 'web-02', 'web-07']],
    ["endswith(computerDnsName, '-31')", ['C-LAB-31']],
    ["contains(computerDnsName,'mac') eq true", ['design-mac-3']],
    ["startswith(computerDnsName,'kiosk-5.')", ['kiosk-5', 'kiosk-5']],
    ["machineTags/any(tag: tag eq 'tier-0')", ['dc-01']],
    ["machineTags/any(t:startswith(t,'tier-'))", ['dc-01', 'sql-04']],
    ["machineTags/any(tag: tag eq 'o''brien''s')", ['web-07']],
    ["riskScore eq 'High' or deviceValue eq 'High' and healthStatus eq 'Active'", ['web-01', 'dc-01']],
    ["(riskScore eq 'High' or deviceValue eq 'High') and healthStatus ne 'Active'", ['sql-04']],
    ["not (onboardingStatus eq 'Onboarded')", ['printer-3']],
    ['riskScore eq null', ['printer-3']],
    ["riskScore ne 'None' and riskScore ne null", ['web-01', 'web-02', 'web-07', 'C-LAB-31']],
    ['lastSeen lt 2026-02-28', ['laptop-22', 'app-03', 'sql-04']],
    ['lastSeen lt 2026-02-28Z', ['laptop-22', 'app-03', 'sql-04']],
    ['lastSeen ge 2026-03-02T08:53:00.0000000Z', ['web-01', 'web-02']],
    ['lastSeen gt 2026-03-02T09:53:00+01:00', ['web-01']],
    ['rbacGroupId ge 7 and rbacGroupId lt 12', ['dc-01']],
    ["osPlatform in ('macOS','Ubuntu')", ['design-mac-3', 'build-01']],
    [`id eq '${MACHINE_IDS.web02}' or lastIpAddress eq '10.20.4.11'`, ['web-01', 'web-02']],
    ["not startswith(computerDnsName,'web') and osPlatform eq 'Windows11'", ['laptop-22']],
  ])('the filter %s finds %j', async (filter, names) => {
    const answer = await list({ $filter: filter });
    expect({ status: answer.status, names: namesOf(answer.body.value) }).toEqual({ status: 200, names });
  });

  test.each([
    ["agentVersion eq '1'"],
    ["nonsense eq '1'"],
    ["toString eq '1'"],
    ['computerDnsName eq'],
    ['computerDnsName'],
    ["computerDnsName eq 'open"],
    ['computerDnsName eq web-01'],
    ['computerDnsName eq 1'],
    ["lastSeen gt '2026-01-01'"],
    ["rbacGroupId eq '12'"],
    ["machineTags eq 'web'"],
    ["computerDnsName/any(t: t eq 'web')"],
    ["machineTags/all(t: t eq 'web')"],
    ["computerDnsName eq 'a' and"],
    ["(computerDnsName eq 'a'"],
    ["computerDnsName == 'a'"],
    ["computerDnsName EQ 'a'"],
    ["tolower(computerDnsName) eq 'a'"],
    ['computerDnsName in ()'],
    ["'a' eq 'a'"],
    ['lastSeen gt 2026-13-01'],
    [''],
  ])('the filter %j is answered with 400 ODataError', async (filter) => {
    const answer = await list({ $filter: filter });
    expect({ status: answer.status, error: answer.body.error }).toEqual({
      status: 400,
      error: { code: 'ODataError', message: expect.any(String), target: expect.any(String) },
    });
  });

  test.each([
    [{ $top: '10001' }],
    [{ $top: '-1' }],
    [{ $skip: 'x' }],
    [{ $orderby: 'nonsense' }],
    [{ $orderby: 'lastSeen sideways' }],
    [{ $count: 'yes' }],
  ])('the options %j are answered with 400 ODataError', async (query) => {
    const answer = await list(query);
    expect({ status: answer.status, code: answer.body.error.code }).toEqual({ status: 400, code: 'ODataError' });
  });

  test('an unknown system option is answered with 400, an empty code and no target', async () => {
    const answer = await list({ $stop: '1' });
    expect({ status: answer.status, error: answer.body.error }).toEqual({
      status: 400,
      error: {
        code: '',
        message: expect.stringContaining('The query specified in the URI is not valid.'),
        details: [],
      },
    });
  });

  test('the case of names is ignored when the simulator is told so', async () => {
    world.defender.behaviour.nameCase = 'ignored';
    const answer = await list({ $filter: "computerDnsName eq 'c-lab-31'" });
    world.defender.behaviour.nameCase = 'sensitive';
    expect(namesOf(answer.body.value)).toEqual(['C-LAB-31']);
  });

  test('a list is ordered, skipped, cut and counted', async () => {
    const answer = await list({
      $filter: "startswith(computerDnsName,'web-')",
      $orderby: 'lastSeen desc, id',
      $skip: '1',
      $top: '1',
      $count: 'true',
    });
    expect(namesOf(answer.body.value)).toEqual(['web-02']);
    expect(answer.body['@odata.count']).toBe(3);
    expect(answer.body['@odata.nextLink']).toBeUndefined();
  });

  test('following @odata.nextLink gives every row once, and $top holds over all pages', async () => {
    world.defender.behaviour.pageSize = 4;
    const names: string[] = [];
    let path: string | undefined =
      `/api/v1.0/machines?${new URLSearchParams({ $filter: "deviceValue ne 'Low'", $top: '9' })}`;
    const sizes: number[] = [];
    while (path !== undefined) {
      const { body } = await world.ask(path);
      names.push(...body.value.map((machine: { id: string }) => machine.id));
      sizes.push(body.value.length);
      const next: string | undefined = body['@odata.nextLink'];
      expect(next === undefined || next.startsWith(`${world.defender.url}/api/v1.0/machines?`)).toBe(true);
      path = next?.slice(world.defender.url.length);
    }
    world.defender.behaviour.pageSize = 10_000;
    expect(sizes).toEqual([4, 4, 1]);
    expect(new Set(names).size).toBe(9);
  });
});
