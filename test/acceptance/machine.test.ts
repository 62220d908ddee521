import { DEFAULT_ROLES } from '../../simulator/entra/entra-simulator';
import { createScenes, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

describe.each<Transport>(['http', 'socket'])('/defender machine and history of a machine over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport);
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  const done = async (here: ReturnType<typeof scene>, verb: string, words?: string) => {
    const card = await here.ask(verb, words);
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Succeeded after');
    return /\b(?:request|Request) ([0-9A-Z]{6,12})\b/.exec(world.slack.plainText(card))?.[1] ?? '';
  };

  test('a machine is told with its facts, what holds it, what is open on it and what was asked for it', async () => {
    const here = scene({ machineTags: ['tier-0'], riskScore: 'High' });
    const requestId = await done(here, 'isolate', 'selective seen beaconing');
    world.defender.portalAction({ machineId: here.machineId, type: 'RunAntiVirusScan', scope: 'Quick' });
    await here.type(`machine ${here.machine.toUpperCase()}`);
    const answer = await here.whispered(world.rosa, `id ${here.machineId}`, 'open in the Defender portal');
    for (const words of [
      'Risk: High',
      'Tags: tier-0',
      'Isolated (selective) since ',
      'Asked through Twokey by Rosa Diaz, approved by Ida Holm: “seen beaconing”',
      'Open: Run antivirus scan (Quick): Pending, started by noor.haddad@contoso.example',
      'Done: Isolate (Selective): Succeeded, started by ',
      `Request ${requestId}`,
      'What this cannot know',
    ]) {
      expect(answer).toContain(words);
    }
    expect(answer).not.toContain('Logged on');
    expect(world.defender.log.filter(({ path }) => path.endsWith('/logonusers'))).toEqual([]);
    expect(world.slack.channel(here.channel).messages()).toHaveLength(1);
  });

  test('a machine that was asked for by its address is told with a warning that the address may have moved', async () => {
    const here = scene({ lastIpAddress: '10.77.0.9' });
    const warning = ['“10.77.0.9” may have moved to another machine.', 'This one had it when Defender last saw it: '];
    await here.type('machine 10.77.0.9');
    await here.whispered(world.rosa, `id ${here.machineId}`, ...warning);
    await here.type('history 10.77.0.9');
    await here.whispered(world.rosa, `History of ${here.machine}`, ...warning);
    await here.type(`machine ${here.machine}`);
    const answers = () =>
      world.slack.ephemerals({ user: world.rosa.id, channel: here.channel }).map((each) => world.slack.plainText(each));
    await world.slack.until(() => answers().length === 3, { timeoutMs: 15_000 });
    expect(answers().at(-1)).not.toContain('may have moved');
  });

  test('the history of a machine tells what was asked and done, newest first, each with its source', async () => {
    const here = scene();
    const first = await done(here, 'restrict', 'first');
    const second = await done(here, 'unrestrict', 'second');
    world.defender.portalAction({ machineId: here.machineId, type: 'Isolate', status: 'Succeeded', scope: 'Full' });
    await here.type(`history ${here.machine}`);
    const answer = await here.whispered(world.rosa, `History of ${here.machine}.contoso.example`);
    const order = [
      'Asked through Twokey, newest first',
      'asked by Rosa Diaz: “second”',
      `Request ${second}, card`,
      'asked by Rosa Diaz: “first”',
      `Request ${first}, card`,
      'Machine Actions, newest first (source: Defender’s list)',
      'Isolate (Full): Succeeded, started by noor.haddad@contoso.example',
      'not through Twokey',
      `through Twokey: request ${second}`,
      `through Twokey: request ${first}`,
    ].map((words) => answer.indexOf(words));
    expect(order).not.toContain(-1);
    expect(order).toEqual([...order].sort((a, b) => a - b));
  });

  test('a request wins over a machine of its name, and the answer says how to name the machine', async () => {
    const here = scene();
    const requestId = await done(here, 'scan');
    const namesake = { id: 'e'.repeat(40), computerDnsName: `${requestId.toLowerCase()}.contoso.example` };
    world.defender.machines.add(namesake);
    await here.type(`history ${namesake.computerDnsName}`);
    await here.whispered(world.rosa, `History of ${namesake.computerDnsName}`, 'Nothing.');
    await here.type(`history ${requestId}`);
    await here.whispered(world.rosa, `History of Run antivirus scan: ${here.machine}`);
  });

  test('several machines of a name are listed with their ids, and the id is taken', async () => {
    const here = scene();
    const twin = `f${here.machineId.slice(1)}`;
    world.defender.machines.add({ id: twin, computerDnsName: `${here.machine}.other.example` });
    for (const verb of ['machine', 'history']) {
      await here.type(`${verb} ${here.machine}`);
      await here.whispered(world.rosa, `Which machine is “${here.machine}”?`, here.machineId, twin);
      await here.type(`${verb} ${twin}`);
      await here.whispered(world.rosa, `${here.machine}.other.example`, `id ${twin}`);
      world.slack.reloadClients();
    }
  });

  test('of an unknown machine near names are told', async () => {
    await world.bot().logged('machines.refreshed');
    const here = scene();
    await here.type('machine web-00');
    await here.whispered(world.rosa, 'Defender knows no machine “web-00”', 'web-01.contoso.example');
    await here.type('history web-00');
    await here.whispered(world.rosa, 'There is no request “web-00”', 'web-01.contoso.example');
  });

  test('while Defender cannot be asked, what is on record is told of a machine that is known by name', async () => {
    await world.bot().logged('machines.refreshed');
    const card = await world.ask('scan web-02 before the outage');
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Succeeded after');
    const fault = world.defender.fault({ method: 'GET', path: /./, kind: 'custom', status: 403, times: 99 });
    await world.rosa.command('C0INCIDENT', '/defender history web-02');
    await world.whispered(world.rosa, 'This is Twokey’s part alone', '“before the outage”');
    fault.clear();
  });

  test.each(['machine', 'history'])('%s is told to nobody who may neither ask nor approve', async (verb) => {
    const here = scene({ machineTags: ['tier-0'] });
    const reads = world.defender.log.length;
    await here.type(`${verb} ${here.machine}`, world.max);
    expect(await here.whispered(world.max, 'Only those who may ask or approve can see this')).not.toContain('tier-0');
    const guest = world.slack.as('U0GUEST');
    await here.type(`${verb} ${here.machine}`, guest);
    await here.whispered(guest, 'is a guest');
    const asked = world.defender.log.slice(reads).filter((read) => JSON.stringify(read).includes(here.machine));
    expect(asked).toEqual([]);
  });

  test.each(['machine', 'contained'])('%s has its help', async (verb) => {
    const here = scene();
    await here.type(`help ${verb}`);
    await here.whispered(world.rosa, `/defender ${verb}`, 'Only you see the answer');
  });
});

describe('who has logged on', () => {
  const ON = `${POLICY}logged_on_users: true\n`;

  test('is told privately where the policy says so, and is on no card and in no entry of the record', async () => {
    const world = await startRoomyWorld('http', { policy: ON, entra: { roles: [...DEFAULT_ROLES, 'User.Read.All'] } });
    await world.start();
    const { ask, type, whispered, machine, channel } = createScenes(world)();
    await ask('restrict');
    await type(`machine ${machine}`);
    await whispered(world.rosa, 'Logged on, latest first', 'contoso\\ines.moreau, last seen ', ', Interactive');
    const shown = world.slack
      .channel(channel)
      .messages()
      .map((message) => JSON.stringify(message));
    expect(shown.join()).not.toContain('ines.moreau');
    expect(world.bot().output()).not.toContain('ines.moreau');
    await world.stop();
  });

  test('without the permission the answer names it, and the rest is told', async () => {
    const world = await startRoomyWorld('http', { policy: ON });
    await world.start();
    const { type, whispered, machine } = createScenes(world)();
    await type(`machine ${machine}`);
    await whispered(
      world.rosa,
      'Not known to be isolated or restricted now.',
      'Logged on, latest first',
      'lacks the application permission User.Read.All',
    );
    await world.stop();
  });
});

test('questions about machines count against the limit of a person, as why does', async () => {
  const world = await startRoomyWorld('http', {
    policy: `${POLICY}limits: { requests: 3/10m, refused_clicks: 20/10m }\n`,
  });
  await world.start();
  const { type, whispered, machine, ask } = createScenes(world)();
  for (const question of [`machine ${machine}`, 'contained', `why scan ${machine}`]) {
    await type(question);
    await world.slack.until(() => world.slack.ephemerals({ user: world.rosa.id }).length > 0, { what: 'an answer' });
    world.slack.reloadClients();
  }
  for (const question of [`machine ${machine}`, 'contained', `history ${machine}`]) {
    await type(question);
    await whispered(world.rosa, 'You have asked 3 times within 10 min', 'Wait until then, or let a colleague ask.');
    world.slack.reloadClients();
  }
  // What costs Defender nothing is answered, and asking for an action is counted apart.
  await type('status');
  await whispered(world.rosa, 'Nothing waits for approval, and nothing runs.');
  const card = await ask('scan');
  const id = /\b(?:request|Request) ([0-9A-Z]{6,12})\b/.exec(world.slack.plainText(card))?.[1] ?? '';
  await type(`history ${id}`);
  await whispered(world.rosa, 'History of Run antivirus scan');
  await world.stop();
});
