import { startBot } from './bot';
import { createScenes, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

const RULES = `${POLICY}rules:
  - name: Crown jewels
    when: { machine: { tags: ["tier-*"] } }
    quorum: 2
    approvers: { usergroups: [S0LEADS] }
  - name: Late shift
    when: { actions: [isolate], machine: { groups: ["Vault*"], tags: [tier-0] } }
    expires_in: 20m
    send_within: 10m
  - name: Change freeze
    when: { machine: { tags: [frozen] } }
    ticket: "CHG[0-9]{7}"
  - name: Freeze of the plant
    when: { machine: { tags: [frozen] } }
    ticket: "PLANT-[0-9]+"
  - name: Line is running
    when: { actions: [isolate], machine: { tags: [plant] } }
    deny: Isolating it stops the line.
  - name: Call first
    when: { machine: { tags: [plant] } }
    deny: The shift lead is to be called
`;

const CROWN = 'Crown jewels, because its tag tier-0 matches tier-*: 2 approvals, one of them by user group S0LEADS';
const LATE =
  'Late shift, because it has the tag tier-0, and its group is not known, which counts as a match: expires in 20 min; to be sent within 10 min';
const WHY_TWO = '2 approvals because of rule Crown jewels';

describe.each<Transport>(['http', 'socket'])('the policy explains itself over %s', (transport) => {
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

  test('on the card, which says the rules, why they applied and why two approvals are needed, to the end', async () => {
    const { slack, ida } = world;
    const { ask } = scene({ machineTags: ['tier-0'] });
    const card = await ask('isolate');
    await world.shows(card, `Policy: ${WHY_TWO}`, CROWN, LATE, 'Still needed: 1 from @approvers; 1 from @leads');
    expect(slack.mentions(card).filter((id) => id === 'S0LEADS')).toHaveLength(1);
    await ida.click(card, 'Approve');
    await world.shows(card, '1 of 2 given', WHY_TWO);
    await slack.as('U0LENA').click(card, 'Approve');
    const shown = await world.shows(card, 'Succeeded', WHY_TWO, CROWN);
    expect(shown).not.toContain('Still needed');
  });

  test('on the card of an ordinary request in one short line', async () => {
    const { ask } = scene();
    const card = await ask('scan');
    const shown = await world.shows(card, 'Policy: no special rule applied');
    expect(shown).not.toContain('because');
  });

  test('in a refusal, which names every rule that forbids it, with the words kept behind Edit', async () => {
    const { slack, rosa } = world;
    const { type, whispered, machine, channel, sent } = scene({ machineTags: ['plant'] });
    await type(`isolate ${machine} seen beaconing`);
    const told = await whispered(rosa, '2 rules of the policy do not allow this.');
    expect(told).toContain(
      '“Call first”: The shift lead is to be called. “Line is running”: Isolating it stops the line.',
    );
    expect(told).toContain('Do it in the Defender portal');
    const [whisper] = slack.ephemerals({ user: rosa.id, channel });
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Edit');
    expect(slack.plainText(await rosa.nextView())).toContain('seen beaconing');
    expect(slack.channel(channel).messages()).toEqual([]);
    expect(sent()).toEqual([]);
  });

  test('in a refusal for want of a ticket, after which the comment is edited and sent again', async () => {
    const { slack, rosa } = world;
    const { type, whispered, machine, channel, nextCard } = scene({ machineTags: ['frozen'] });
    await type(`scan ${machine} seen beaconing`);
    const told = await whispered(rosa, 'The comment names no ticket', 'Change freeze', 'CHG[0-9]{7}');
    expect(told).toContain('Freeze of the plant');
    expect(told).toContain('PLANT-[0-9]+');
    expect(slack.channel(channel).messages()).toEqual([]);
    const [whisper] = slack.ephemerals({ user: rosa.id, channel });
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Edit');
    const view = await rosa.nextView();
    expect(slack.plainText(view)).toContain('seen beaconing');
    await rosa.submit(view, { Comment: 'seen beaconing, CHG0012345 and PLANT-7' });
    const card = await nextCard();
    await world.shows(card, 'CHG0012345 and PLANT-7', 'Change freeze, because it has the tag frozen: a ticket in the');
  });

  test('in why, on the card and on the command line in the same sentences', async () => {
    const { slack, rosa, folder } = world;
    const { type, whispered, ask, machine, machineId, channel } = scene({ machineTags: ['tier-0'] });
    await type(`why isolate ${machine}`);
    await whispered(rosa, 'nothing was asked');
    const why = slack.ephemerals({ user: rosa.id, channel })[0]?.text ?? '';
    const card = slack.plainText(await ask('isolate'));
    const words = ['policy', 'explain', '--user', rosa.id, '--groups', 'S0RESPONDERS', '--action', 'isolate'];
    const facts = ['--machine', `${machine}.contoso.example`, '--id', machineId, '--tags', 'tier-0'];
    const printing = startBot(folder, {}, [...words, ...facts]);
    expect((await printing.exited).code).toBe(0);
    for (const sentence of [WHY_TWO, CROWN, LATE]) {
      expect(why).toContain(sentence);
      expect(card).toContain(sentence);
      expect(printing.output()).toContain(sentence);
    }
    for (const sentence of [
      `${WHY_TWO}: 1 by user group S0APPROVERS; 1 by user group S0LEADS`,
      'It expires 20 min after its card is posted, and is to be sent within 10 min of the last approval',
    ]) {
      expect(why).toContain(sentence);
      expect(printing.output()).toContain(sentence);
    }
  });
});
