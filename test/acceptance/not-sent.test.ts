import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import { POLICY, startWorld, type Transport, type World } from './world';

const RULES = `${POLICY}rules:
  - name: Crown jewels
    when: { machine: { tags: [tier-0] } }
    quorum: 2
  - name: Not from chat
    when: { machine: { tags: [frozen] } }
    deny: This one is done in the portal.
  - name: Now or never
    when: { machine: { tags: [now] } }
    send_within: 2s
`;

describe.each<Transport>(['http', 'socket'])('what is approved and not sent, over %s', (transport) => {
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
    world.slack.reloadClients();
  });

  test.each([
    ['more approvals', 'tier-0', 'Crown jewels', 'its approval is not enough any more', '/defender isolate'],
    ['no such action at all', 'frozen', 'Not from chat', 'it is not allowed any more', 'Do it in the Defender portal'],
  ])(
    'a tag that the machine got between approval and sending, by which the policy wants %s, stops the call',
    async (_, tag, rule, says, next) => {
      const { defender, ida, slack } = world;
      const { ask, sent, machineId } = scene();
      const card = await ask('isolate');
      const held = defender.fault({ path: /machines/i, kind: 'hang-before', times: 2 });
      await ida.click(card, 'Approve');
      await defender.until(() => held.hits() > 0);
      defender.machines.change(machineId, { machineTags: [tag] });
      held.release();
      held.clear();
      const note = await world.told(card, 'Not sent', says, rule, next);
      expect(note.includes('/defender')).toBe(next.startsWith('/defender'));
      await world.shows(card, 'Not sent', says, rule);
      // Nobody can approve this one any more; its requestor can ask again where that may help.
      expect(buttonsOf(world, card)).toEqual(next.startsWith('/defender') ? ['Ask again'] : []);
      await ida.click(card, 'Approve', { as: 'given' });
      await slack.until(() => slack.ephemerals({ user: ida.id, channel: card.channel }).length === 1);
      expect(sent()).toEqual([]);
    },
  );

  test('asked again after that, it takes the approvals that are needed now', async () => {
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

  test('while Defender is away an approval waits, says so, and is not sent late', async () => {
    const { defender, ida } = world;
    const { ask, sent, machine, whispered } = scene({ machineTags: ['now'] });
    const card = await ask('restrict');
    await defender.goAway();
    await ida.click(card, 'Approve');
    await world.told(card, 'Not sent yet', 'Defender said', 'needs approval again');
    await world.told(card, 'could not be sent in time; it needs approval again', `/defender restrict ${machine}`);
    await world.shows(card, 'Not sent', 'needs approval again');
    await defender.comeBack();
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
    await ida.click(card, 'Approve', { as: 'given' });
    await whispered(ida, 'was not sent to Defender and has ended');
    expect(sent()).toEqual([]);
    const again = await ask('restrict', 'seen beaconing still');
    await ida.click(again, 'Approve');
    await world.shows(again, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('the requestor can withdraw what is approved and waits to be sent', async () => {
    const { defender, ida, rosa } = world;
    const { ask, sent, machineId } = scene();
    defender.portalAction({ machineId, type: 'Isolate', scope: 'Full' });
    const card = await ask('release');
    await ida.click(card, 'Approve');
    await world.shows(card, 'must end first');
    expect(buttonsOf(world, card)).toEqual(['Withdraw']);
    await rosa.click(card, 'Withdraw');
    await world.told(card, 'Withdrawn by Rosa Diaz', 'Nothing was sent to Defender');
    await world.shows(card, 'Withdrawn by Rosa Diaz');
    expect(sent()).toEqual([]);
  });
});

describe.each<Transport>(['http', 'socket'])('a rehearsal over %s', (transport) => {
  let world: World;
  beforeAll(async () => {
    world = await startWorld({ transport, env: { REHEARSAL: 'true' } });
    await world.start();
  });
  afterAll(() => world.stop());

  test('does everything but the call, and every card says so', async () => {
    const { slack, rosa, ida } = world;
    const card = await world.ask('isolate web-01 a rehearsal');
    await world.shows(card, 'Rehearsal: nothing will be sent to Defender', '0 of 1 given');
    await rosa.click(card, 'Approve');
    await world.whispered(rosa, 'You asked for this yourself');
    await ida.click(card, 'Approve');
    await world.told(card, 'Approved by Ida Holm', 'Rehearsal');
    await world.told(card, 'Rehearsal: here Twokey would have called Defender', 'Nothing was sent');
    await world.shows(card, 'Rehearsal: not sent');
    expect(buttonsOf(world, card)).toEqual([]);
    expect(world.sent()).toEqual([]);
    expect(slack.violations).toEqual([]);
    const health = await (await fetch(`${world.healthUrl}/readyz`)).json();
    expect(health).toEqual(expect.objectContaining({ ready: true, rehearsal: true }));
  });
});
