import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

const NEVER_ID = 'fe'.repeat(20);
const RULES = `${POLICY}rules:
  - name: Crown jewels
    when: { machine: { tags: [tier-0] } }
    quorum: 2
    approvers: { usergroups: [S0LEADS] }
  - name: Three eyes
    when: { machine: { tags: [three] } }
    quorum: 3
  - name: In a hurry
    when: { machine: { tags: [hasty] } }
    expires_in: 2s
  - name: Not from chat
    when: { actions: [isolate], machine: { tags: [frozen] } }
    deny: Isolation of this one is done in the portal.
  - name: Never
    when: { machine: { names: [never-*], ids: ["${NEVER_ID}"], tags: [never] } }
    deny: This one is never touched from chat.
  - name: Ticket please
    when: { machine: { tags: [ticketed] } }
    ticket: '\\bINC\\d{7}\\b'
  - name: Another ticket
    when: { machine: { tags: [ticketed-twice] } }
    ticket: '\\bCHG\\d+\\b'
  - name: Short
    when: { machine: { tags: [all] } }
    expires_in: 10m
  - name: Shorter
    when: { machine: { tags: [all] } }
    expires_in: 5m
  - name: At once
    when: { machine: { value: [High] } }
    send_within: 1m
`;

describe.each<Transport>(['http', 'socket'])('the terms of a request over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, { policy: RULES });
    world.slack.setGroupMembers('S0APPROVERS', ['U0TOM', 'U0IDA', 'U0MAX']);
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

  test('a rule with approvers of its own needs both places filled, and nobody fills two', async () => {
    const { slack, defender, tom, ida, max } = world;
    const lena = slack.as('U0LENA');
    const { ask, whispered, sent, machineId } = scene({ machineTags: ['tier-0'] });
    const card = await ask('isolate');
    await world.shows(card, '0 of 2 given', 'Crown jewels', '1 from @approvers', '1 from @leads');
    expect(slack.mentions(card)).toEqual(expect.arrayContaining(['S0APPROVERS', 'S0LEADS']));
    await tom.click(card, 'Approve');
    await world.told(card, 'Approved by Tom Berg: 1 of 2 given. It waits for more.');
    await world.shows(card, '1 of 2 given', '1 from @leads');
    await tom.click(card, 'Approve');
    await whispered(tom, 'You have already approved this request');
    await max.click(card, 'Approve');
    expect(await whispered(max, 'what is missing is for others')).toContain('@leads');
    expect(sent()).toEqual([]);
    await lena.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
    const [action] = defender.actions().filter((each) => each.machineId === machineId);
    expect(action?.requestorComment).toContain('approved by Tom Berg (U0TOM), Lena Falk (U0LENA)');
    expect(buttonsOf(world, card)).toEqual(['Release from isolation…']);
    await ida.click(card, 'Approve', { as: 'given' });
    await whispered(ida, 'approved by Tom Berg and Lena Falk');
  });

  test('somebody who could fill either place leaves the other one to whoever comes next', async () => {
    const { ida, tom } = world;
    const { ask, sent } = scene({ machineTags: ['tier-0'] });
    const card = await ask('isolate');
    await ida.click(card, 'Approve');
    await world.told(card, '1 of 2 given. It waits for more.');
    expect(sent()).toEqual([]);
    await tom.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('with a quorum of three, three who click at once make one call, and two do not', async () => {
    const { ida, tom, max } = world;
    const { ask, sent } = scene({ machineTags: ['three'] });
    const card = await ask('isolate');
    await Promise.all([ida.click(card, 'Approve'), tom.click(card, 'Approve')]);
    await world.told(card, '2 of 3 given. It waits for more.');
    expect(sent()).toEqual([]);
    await max.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('the second approver’s click on a card as it looked before the first approval is as good', async () => {
    const { ida, tom } = world;
    const { ask, sent } = scene({ machineTags: ['tier-0'] });
    const card = await ask('isolate');
    await tom.click(card, 'Approve');
    await world.told(card, '1 of 2 given. It waits for more.');
    await ida.click(card, 'Approve', { as: 'given' });
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('one denial ends a request that has an approval already', async () => {
    const { ida, tom } = world;
    const { ask, sent } = scene({ machineTags: ['tier-0'] });
    const card = await ask('isolate');
    await tom.click(card, 'Approve');
    await world.told(card, '1 of 2 given. It waits for more.');
    await ida.click(card, 'Deny');
    await ida.submit(await ida.nextView(), { Reason: 'it is the domain controller' });
    await world.shows(card, 'Denied by Ida Holm', 'it is the domain controller');
    expect(sent()).toEqual([]);
  });

  test('a rule that denies refuses at asking, by its name and in its words, and other actions stay possible', async () => {
    const { slack, rosa } = world;
    const { ask, type, whispered, machine, channel } = scene({ machineTags: ['frozen'] });
    await type(`isolate ${machine} seen beaconing`);
    await whispered(rosa, 'Not from chat', 'Isolation of this one is done in the portal.');
    expect(slack.channel(channel).messages()).toEqual([]);
    await ask('scan');
  });

  test('a ticket that a rule wants must be in the comment, and the answer says which rule wants what', async () => {
    const { slack, rosa, ida } = world;
    const { ask, type, whispered, machine, channel, sent } = scene({ machineTags: ['ticketed', 'ticketed-twice'] });
    await type(`isolate ${machine} seen beaconing, CHG7`);
    const answer = await whispered(rosa, 'names no ticket', '“Ticket please”', 'INC', 'Write the ticket’s number');
    expect(answer).not.toContain('Another ticket');
    await type(`isolate ${machine} seen beaconing`);
    await whispered(rosa, '“Ticket please”', '“Another ticket”');
    expect(slack.channel(channel).messages()).toEqual([]);
    const card = await ask('isolate', 'seen beaconing, CHG7 and INC0012345');
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test.each([
    ['its name', { computerDnsName: 'never-7.contoso.example' }],
    ['its id', { id: NEVER_ID }],
    ['one of its tags', { machineTags: ['eu', 'never'] }],
  ])('a machine on a never-list by %s is refused for every action, by one rule', async (_, facts) => {
    const { slack, rosa } = world;
    const { type, whispered, machine, machineId, channel } = scene(facts);
    const name = 'computerDnsName' in facts ? 'never-7' : machine;
    for (const verb of ['isolate', 'release', 'restrict', 'unrestrict', 'scan']) {
      const before = slack.ephemerals({ user: rosa.id, channel }).length;
      await type(`${verb} ${name} seen beaconing`);
      await slack.until(() => slack.ephemerals({ user: rosa.id, channel }).length > before);
      await whispered(rosa, 'Never', 'This one is never touched from chat.');
    }
    const answers = slack.ephemerals({ user: rosa.id, channel }).map((message) => slack.plainText(message));
    expect(answers).toHaveLength(5);
    for (const answer of answers) expect(answer).toContain('This one is never touched from chat.');
    expect(slack.channel(channel).messages()).toEqual([]);
    const id = 'id' in facts ? facts.id : machineId;
    expect(world.sent().filter(({ path }) => path.includes(id))).toEqual([]);
  });

  test('of all rules that apply, each counts: the places add up, and the shortest times win', async () => {
    const { rosa, tom, ida, max, slack } = world;
    const { ask, type, whispered, machine, sent } = scene({
      machineTags: ['all', 'three', 'tier-0'],
      deviceValue: 'High',
    });
    await type(`why isolate ${machine}`);
    await whispered(rosa, 'It expires 5 min after its card is posted, and is to be sent within 1 min');
    const card = await ask('isolate');
    const rules = ['At once', 'Crown jewels', 'Short', 'Shorter', 'Three eyes'];
    await world.shows(card, '0 of 4 given', '3 from @approvers', '1 from @leads', ...rules);
    for (const [given, person] of [tom, ida, max].entries()) {
      await person.click(card, 'Approve');
      await world.told(card, `${given + 1} of 4 given. It waits for more.`);
    }
    expect(sent()).toEqual([]);
    await slack.as('U0LENA').click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('a request that nobody decided in time expires, says so, and tells a late click', async () => {
    const { ida } = world;
    const { ask, whispered, sent } = scene({ machineTags: ['hasty'] });
    const card = await ask('isolate');
    await world.shows(card, 'Expired', '0 of 1 approvals were given in time');
    await world.told(card, 'Expired', 'Nothing was sent to Defender', '/defender isolate');
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
    await ida.click(card, 'Approve', { as: 'given' });
    expect(await whispered(ida, 'Too late: this request expired')).toMatch(/That was .*\d/);
    expect(sent()).toEqual([]);
  });

  test('status lists what waits and what runs, mine first, with a way to each card', async () => {
    const { slack, defender, rosa, tom, ida } = world;
    const [mine, other, running] = [scene(), scene(), scene()];
    defender.progress = 'manual';
    const theirs = await other.ask('scan', 'asked by Tom', tom);
    const open = await running.ask('restrict', 'runs for Tom', tom);
    await ida.click(open, 'Approve');
    await world.told(open, 'Sent to Defender');
    const own = await mine.ask('isolate', 'asked by Rosa');
    await mine.type('status');
    const answer = await mine.whispered(
      rosa,
      'Yours',
      'Of others',
      'Waiting for approval: 0 of 1 given',
      'Running: Pending',
    );
    const at = (words: string) => answer.indexOf(words);
    expect(at('Yours')).toBeLessThan(at(mine.machine));
    expect(at(mine.machine)).toBeLessThan(at('Of others'));
    expect(at('Of others')).toBeLessThan(at(other.machine));
    expect(at(other.machine)).toBeLessThan(at(running.machine));
    const [whisper] = slack.ephemerals({ user: rosa.id, channel: mine.channel });
    for (const { ts, channel } of [own, theirs, open]) {
      expect(JSON.stringify(whisper?.blocks)).toContain(`/archives/${channel}/p${ts.replace('.', '')}`);
    }
  });
});
