import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('deciding over %s', (transport) => {
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

  test('an approver cannot approve what they asked for themselves', async () => {
    const { ask, whispered, sent } = scene();
    const card = await ask('restrict', 'my own request', world.tom);
    await world.tom.click(card, 'Approve');
    expect(await whispered(world.tom, 'You asked for this yourself')).toContain('@approvers');
    await world.tom.click(card, 'Deny');
    await whispered(world.tom, 'Withdraw if you no longer want it');
    expect(sent()).toEqual([]);
    expect(buttonsOf(world, card)).toEqual(['Approve', 'Deny', 'Withdraw']);
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    expect(sent()).toHaveLength(1);
  });

  test('somebody who is no approver is told why not and who can, and decides nothing', async () => {
    const { slack, max } = world;
    const { ask, whispered, sent, channel } = scene();
    const card = await ask('restrict');
    await max.click(card, 'Approve');
    const answer = await whispered(max, 'The policy does not let you decide on this request', 'Who can');
    expect(answer).toContain('@approvers');
    expect(slack.ephemerals({ user: max.id, channel }).flatMap(slack.mentions)).toContain('S0APPROVERS');
    await max.click(card, 'Deny');
    await slack.until(() => slack.ephemerals({ user: max.id, channel }).length >= 2);
    expect(max.openView()).toBeUndefined();
    expect(slack.plainText(slack.current(card))).toContain('Waiting for approval: 0 of 1 given');
    expect(sent()).toEqual([]);
  });

  test('a late click is told who decided and when', async () => {
    const { ask, whispered, sent } = scene();
    const card = await ask('restrict');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    await world.tom.click(card, 'Approve', { as: 'given' });
    expect(await whispered(world.tom, 'Too late: this request was approved by Ida Holm')).toMatch(/That was .*\d/);
    await world.tom.click(card, 'Deny', { as: 'given' });
    await world.slack.until(() => world.slack.ephemerals({ user: 'U0TOM' }).length === 2);
    expect(world.tom.openView()).toBeUndefined();
    expect(sent()).toHaveLength(1);
    expect(buttonsOf(world, card)).toEqual(['Remove app restriction…']);
  });

  test('a double click and two approvers who race make one call', async () => {
    const { slack, ida, tom } = world;
    const { ask, sent, channel } = scene();
    const card = await ask('isolate');
    await Promise.all([ida.click(card, 'Approve'), tom.click(card, 'Approve'), ida.click(card, 'Approve')]);
    await world.shows(card, 'Succeeded');
    await slack.until(() => slack.ephemerals({ channel }).length === 2);
    for (const { plain } of slack.ephemerals({ channel }).map((message) => ({ plain: slack.plainText(message) }))) {
      expect(plain).toMatch(
        /Too late: this request was approved by (Ida Holm|Tom Berg)|You have approved this request already/,
      );
    }
    expect(sent()).toHaveLength(1);
    expect(world.defender.actions().filter(({ machineId }) => sent()[0]?.path.includes(machineId))).toHaveLength(1);
  });

  test('the very same click delivered twice counts once and is not answered twice', async () => {
    const { slack, ida } = world;
    const { ask, sent, channel } = scene();
    const card = await ask('scan');
    const click = await ida.click(card, 'Approve');
    const again = await slack.redeliver(click);
    expect(again.status).toBe(200);
    await world.shows(card, 'Succeeded');
    expect(slack.ephemerals({ channel })).toEqual([]);
    expect(sent()).toHaveLength(1);
  });

  test('Deny asks for a reason at once, a blank one stays in the form, and the reason is shown', async () => {
    const { slack, ida } = world;
    const { ask, sent } = scene();
    const card = await ask('isolate');
    await ida.click(card, 'Deny');
    const view = await ida.nextView();
    const blank = await ida.submit(view, { Reason: '\u200b \u2060' });
    expect(blank.errors).toEqual({ Reason: expect.stringContaining('Say why') });
    expect(ida.openView()?.id).toBe(view.id);
    await ida.submit(view, { Reason: 'the scanner did <!channel> & it is *harmless*' });
    const words = 'the scanner did <!channel> & it is *harmless*';
    expect(await world.told(card, 'Denied by Ida Holm', words)).toContain('Nothing was sent to Defender');
    await world.shows(card, 'Denied by Ida Holm', words);
    expect(slack.channel(card.channel).thread(card.ts).flatMap(slack.mentions)).not.toContain('@channel');
    expect(buttonsOf(world, card)).toEqual(['Ask again…']);
    expect(sent()).toEqual([]);
  });

  test('an approval while the reason is being typed stands, and the denial comes too late', async () => {
    const { ida, tom } = world;
    const { ask, whispered, sent } = scene();
    const card = await ask('isolate');
    await tom.click(card, 'Deny');
    const view = await tom.nextView();
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    await tom.submit(view, { Reason: 'it is only a test' });
    await whispered(tom, 'Too late: this request was approved by Ida Holm');
    expect(sent()).toHaveLength(1);
  });

  test('the requestor can withdraw while it waits, and nobody else can', async () => {
    const { ida, rosa } = world;
    const { ask, whispered, sent } = scene();
    const card = await ask('isolate');
    await ida.click(card, 'Withdraw');
    await whispered(ida, 'Only Rosa Diaz, who asked for this, can withdraw it', 'press Deny');
    await rosa.click(card, 'Withdraw');
    await world.told(card, 'Withdrawn by Rosa Diaz');
    await world.shows(card, 'Withdrawn by Rosa Diaz');
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
    await ida.click(card, 'Approve', { as: 'given' });
    await whispered(ida, 'Too late: this request was withdrawn by Rosa Diaz');
    expect(sent()).toEqual([]);
  });

  test('after it was sent, Withdraw offers to cancel', async () => {
    const { ida, rosa } = world;
    const { ask, whispered } = scene();
    const card = await ask('isolate');
    await ida.click(card, 'Approve');
    await world.told(card, 'Sent to Defender');
    await rosa.click(card, 'Withdraw', { as: 'given' });
    await whispered(rosa, 'the action has been handed to Defender', '/defender cancel ');
  });

  test('the buttons of a forwarded card do nothing and point to the card', async () => {
    const { slack, ida, rosa } = world;
    const { ask, sent } = scene();
    const elsewhere = scene();
    const card = await ask('isolate');
    const copy = slack.forward(card, elsewhere.channel);
    await ida.click(copy, 'Approve');
    await elsewhere.whispered(ida, 'only a copy', 'Go to the card', `/archives/${card.channel}/p`);
    await ida.click(copy, 'Deny');
    await rosa.click(copy, 'Withdraw');
    await elsewhere.whispered(rosa, 'only a copy');
    await slack.until(() => slack.ephemerals({ user: ida.id, channel: elsewhere.channel }).length === 2);
    const here = slack.forward(card, card.channel);
    await ida.click(here, 'Approve');
    await slack.until(() => slack.ephemerals({ user: ida.id, channel: card.channel }).length === 1);
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    expect(sent()).toEqual([]);
  });

  test.each([
    ['nothing at all', () => ''],
    ['no object', () => 'null'],
    ['another binding', (value: string) => value.replace(/[A-Za-z0-9_-]{22}/, 'AAAAAAAAAAAAAAAAAAAAAA')],
    ['another request', (value: string) => value.replace(/[0-9A-HJKMNP-TV-Z]{8}/, 'ZZZZZZZZ')],
    ['too much', () => 'x'.repeat(2_000)],
  ])('a button whose value is tampered with to say %s does nothing', async (_, forge) => {
    const { slack, ida } = world;
    const { ask, sent, channel } = scene();
    const card = await ask('isolate');
    const button = card.blocks
      .flatMap((block) => (Array.isArray(block.elements) ? block.elements : []))
      .find((element) => element.text?.text === 'Approve');
    const forged = forge(String(button.value));
    expect(forged).not.toBe(button.value);
    await ida.click(card, 'Approve', { tamper: { value: forged } });
    const [answer] = await slack.until(() => {
      const all = slack.ephemerals({ user: ida.id, channel });
      return all.length > 0 && all;
    });
    if (answer === undefined) throw new Error('nothing was whispered');
    expect(slack.plainText(answer)).toMatch(/does not belong to the request as it is stored|There is no request/);
    expect(slack.plainText(slack.current(card))).toContain('0 of 1 given');
    expect(sent()).toEqual([]);
  });
});
