import { createScenes, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

const RULES = `${POLICY.replace('users: [] }\nquorum', 'users: [U0LENA] }\nquorum')}rules:
  - name: Crown jewels
    when: { machine: { tags: ["tier-*"] } }
    quorum: 2
    approvers: { usergroups: [S0LEADS] }
    send_within: 10m
  - name: Change freeze
    when: { machine: { tags: [frozen] } }
    ticket: "CHG[0-9]{7}"
  - name: Line is running
    when: { actions: [isolate], machine: { tags: [plant] } }
    deny: Isolating it stops the line.
  - name: Call first
    when: { actions: [isolate], machine: { tags: [plant] } }
    deny: The shift lead is to be called.
  - name: Vaults
    when: { actions: [restrict], machine: { groups: ["Vault*"] } }
    expires_in: 20m
escalation: { after: 5m, mention: { usergroups: [S0LEADS] } }
`;

describe.each<Transport>(['http', 'socket'])('/defender why over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, { policy: RULES });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    expect(world.sent()).toEqual([]);
    world.slack.reloadClients();
  });

  test('tells the machine, what it takes and which rules say so, privately, and asks for nothing', async () => {
    const { slack, rosa } = world;
    const { type, whispered, machine, machineId, channel } = scene({ machineTags: ['tier-0'] });
    await type(`why isolate ${machine}`);
    const answer = await whispered(rosa, 'This is what asking would take; nothing was asked.');
    for (const words of [
      `Isolate: ${machine}.contoso.example`,
      'You could ask for it here.',
      `id ${machineId.slice(0, 8)}…`,
      'Tags: tier-0',
      '2 approvals because of rule Crown jewels: 1 by @approvers or @Lena Falk; 1 by @leads',
      'It expires 30 min after its card is posted, and is to be sent within 10 min of the last approval',
      'After 5 min without an answer it also calls @leads',
      'Crown jewels, because its tag tier-0 matches tier-*: 2 approvals, one of them by @leads; to be sent within 10 min',
      'yours could not be one of the approvals',
    ]) {
      expect(answer).toContain(words);
    }
    await type('status');
    await whispered(rosa, 'Nothing waits for approval, and nothing runs.');
    expect(slack.channel(channel).messages()).toEqual([]);
  });

  test('tells whoever may only approve that they may not ask, and that their approval would count', async () => {
    const { slack } = world;
    const { type, whispered, machine } = scene();
    const lena = slack.as('U0LENA');
    await type(`why scan ${machine}`, lena);
    const answer = await whispered(lena, 'You could not ask for it here. The policy does not let you ask for actions.');
    expect(answer).toContain('yours could be one of the approvals');
    expect(answer).toContain('Who can:');
    expect(answer).toContain('@responders');
  });

  test('tells that a rule forbids it, with the words of every rule that does', async () => {
    const { type, whispered, machine } = scene({ machineTags: ['plant'] });
    await type(`why isolate ${machine} because`);
    const answer = await whispered(world.rosa, '2 rules of the policy do not allow this.');
    expect(answer).toContain(
      '“Call first”: The shift lead is to be called. “Line is running”: Isolating it stops the line.',
    );
    expect(answer).toContain(
      'Line is running, because it has the tag plant: it does not allow this: Isolating it stops',
    );
    expect(answer).not.toContain('You could ask for it here');
  });

  test('tells that a ticket is needed, and of a comment whether it names one', async () => {
    const { type, whispered, machine } = scene({ machineTags: ['frozen'] });
    await type(`why isolate ${machine}`);
    await whispered(
      world.rosa,
      'You could ask for it here.',
      'The comment has to name a ticket that matches CHG[0-9]{7}, as rule Change freeze asks',
    );
    await type(`why isolate ${machine} selective seen beaconing`);
    await whispered(
      world.rosa,
      'The comment names no ticket, and the policy asks for one',
      'The comment names no ticket that matches CHG[0-9]{7}',
    );
    await type(`why isolate ${machine} beaconing, CHG0012345`);
    await whispered(world.rosa, 'You could ask for it here.', 'The comment names a ticket that matches CHG[0-9]{7}');
  });

  test('says of what Defender does not tell that it is not known, and that it counts as a match', async () => {
    const { type, whispered, machine } = scene();
    await type(`why restrict ${machine}`);
    await whispered(
      world.rosa,
      'Group: not known',
      'Vaults, because its group is not known, which counts as a match: expires in 20 min',
    );
  });

  test('tells somebody who may neither ask nor approve nothing about a machine', async () => {
    const { slack, defender, max } = world;
    const { type, whispered, machine } = scene({ machineTags: ['tier-0'] });
    const reads = defender.log.length;
    await type(`why isolate ${machine}`, max);
    await whispered(max, 'Only those who may ask or approve can see this.');
    await type('why isolate no-such-machine', max);
    const guest = slack.as('U0GUEST');
    await type(`why isolate ${machine}`, guest);
    expect(await whispered(guest, 'is a guest')).not.toContain('contoso.example');
    expect(
      slack
        .ephemerals({ user: max.id })
        .map((each) => slack.plainText(each))
        .join(),
    ).not.toMatch(/contoso|tier-0/);
    expect(defender.log.slice(reads).filter((read) => JSON.stringify(read).includes(machine))).toEqual([]);
  });

  test('explains also where it could not be asked for, and says that', async () => {
    const { slack, rosa } = world;
    const { machine } = scene({ machineTags: ['tier-0'] });
    await rosa.command('C0OTHER', `/defender why isolate ${machine}`);
    const answer = await world.whispered(rosa, 'You could not ask for it here. Twokey is not in this channel');
    expect(answer).toContain('Type /invite @Twokey here before you ask.');
    expect(answer).toContain('2 approvals because of rule Crown jewels');
    expect(answer).not.toContain('Try again');
    expect(slack.channel('C0OTHER').messages()).toEqual([]);
  });

  test('lists several machines of one name with their full ids, and takes the id', async () => {
    const { defender } = world;
    const { type, whispered, machine, machineId } = scene({ machineTags: ['tier-0'] });
    const twin = 'd'.repeat(32) + machineId.slice(0, 8);
    defender.machines.add({ id: twin, computerDnsName: `${machine}.other.example`, machineTags: [] });
    await type(`why scan ${machine}`);
    await whispered(
      world.rosa,
      `Which machine is “${machine}”?`,
      machineId,
      twin,
      `${machine}.other.example`,
      'last seen',
    );
    await type(`why scan ${twin}`);
    await whispered(world.rosa, `${machine}.other.example`, '1 approval, by @approvers', 'Rules that apply', 'none');
  });

  test('says of an unknown machine that it is, with near names', async () => {
    await world.bot().logged('machines.refreshed');
    const { type, whispered } = scene();
    await type('why restrict web-00');
    await whispered(world.rosa, 'Defender knows no machine “web-00”', 'web-01.contoso.example', 'Use one of them');
  });

  test('is its own help without a verb or a machine, and is listed in the help', async () => {
    const { type, whispered } = scene();
    await type('why');
    await whispered(world.rosa, '/defender why VERB MACHINE [COMMENT]', 'Only you see the answer');
    const other = scene();
    await other.type('why isolate');
    await other.whispered(world.rosa, '/defender why VERB MACHINE [COMMENT]', 'Only you see the answer');
    await other.type('help');
    await other.whispered(world.rosa, 'What Twokey can do', '/defender why VERB MACHINE [COMMENT]');
    const third = scene();
    await third.type('help why');
    await third.whispered(world.rosa, '/defender why VERB MACHINE [COMMENT]', 'Only you see the answer');
  });

  test('tells a fault of Defender as one', async () => {
    const { type, whispered, machine } = scene();
    const fault = world.defender.fault({ method: 'GET', path: /machines/, kind: 'custom', status: 403, times: 9 });
    await type(`why scan ${machine}`);
    await whispered(world.rosa, 'Defender said', 'Nothing has come of your click or command.');
    fault.clear();
  });

  test('says of a request to cancel that is not there that it is not', async () => {
    const { type, whispered } = scene();
    await type('why cancel NOSUCHID');
    await whispered(world.rosa, 'There is no request “NOSUCHID”');
  });
});

test('/defender why cancel explains for the machine of the action that runs, and cancels nothing', async () => {
  const world = await startRoomyWorld('http', { policy: RULES });
  world.defender.progress = 'manual';
  await world.start();
  const { ask, type, whispered, machine, sent } = createScenes(world)({ machineTags: ['tier-0'] });
  const card = await ask('scan');
  await world.slack.as('U0LENA').click(card, 'Approve');
  await world.ida.click(card, 'Approve');
  await world.told(card, 'Sent to Defender');
  const id = /Request ([0-9A-Z]+)/.exec(world.slack.plainText(card))?.[1] ?? '';
  await type(`why cancel ${id.toLowerCase()}`);
  await whispered(
    world.rosa,
    `Cancel a running Machine Action: ${machine}`,
    'You could ask for it here.',
    'Crown jewels',
  );
  expect(sent()).toHaveLength(1);
  await world.stop();
});

test('/defender why says while sending is paused that it is, by whom and why', async () => {
  const world = await startRoomyWorld('http', { policy: RULES });
  await world.start();
  const { type, whispered, machine, sent } = createScenes(world)();
  await type('pause an account turned out to be stolen', world.ida);
  await world.bot().logged('sending.paused');
  await type(`why scan ${machine}`);
  const answer = await whispered(world.rosa, 'Sending to Defender is paused by Ida Holm');
  expect(answer).toContain('“an account turned out to be stolen”. It could be asked for and approved, and would wait.');
  expect(answer).toContain('You could ask for it here.');
  expect(sent()).toEqual([]);
  await world.stop();
});
