import type { Message } from '../../simulator/slack/workspace/messages';
import { fieldsOf } from './form-fields';
import { buttonsOf, createScenes, type Scene, startRoomyWorld } from './scenes';
import { POLICY, type Transport, type World } from './world';

const RULES = `${POLICY}rules:
  - name: Now or never
    when: { machine: { tags: [now] } }
    send_within: 2s
`;

describe.each<Transport>(['http', 'socket'])('what came to nothing, over %s', (transport) => {
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
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  interface NotSent extends Scene {
    readonly card: Message;
    readonly id: string;
  }

  const idOf = (card: Message) =>
    /Request ([0-9A-Z]{4,})/.exec(world.slack.plainText(world.slack.current(card)))?.[1] ?? 'none';

  /** Approved while Defender is away, until its time to be sent is over. */
  const notSent = async (): Promise<NotSent> => {
    const here = scene({ machineTags: ['now'] });
    const card = await here.ask('restrict');
    await world.defender.goAway();
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Not sent yet', 'it needs approval again');
    await world.shows(card, 'could not be sent in time', 'Rosa Diaz can press Ask again.');
    await world.defender.comeBack();
    return { ...here, card, id: idOf(card) };
  };
  const asked = (channel: string) => world.slack.channel(channel).messages();

  test('where it could not be sent, is asked again by its requestor with one click, as a new request with a card of its own', async () => {
    const { card, machine, nextCard, sent } = await notSent();
    await world.told(
      card,
      'it needs approval again: Rosa Diaz can press Ask again on the card, or ask again with',
      `/defender restrict ${machine}`,
    );
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
    await world.rosa.click(card, 'Ask again');
    const again = await nextCard();
    const id = idOf(again);
    expect(await world.shows(again, 'seen beaconing', '0 of 1 given')).toContain('Rosa Diaz');
    await world.shows(card, `It was asked again: request ${id}.`);
    await world.told(card, `Asked again by Rosa Diaz: request ${id} has its own card.`);
    expect(buttonsOf(world, card)).toEqual([]);
    expect(sent()).toEqual([]);
    await world.ida.click(again, 'Approve');
    await world.shows(again, 'Succeeded');
    expect(sent()).toHaveLength(1);
  }, 60_000);

  test('is asked again once, however often the button is pressed', async () => {
    const { card, whispered } = await notSent();
    const drawn = world.slack.current(card);
    await Promise.all([1, 2, 3].map(() => world.rosa.click(drawn, 'Ask again', { as: 'given' })));
    await whispered(world.rosa, 'already');
    await world.shows(card, 'It was asked again');
    expect(asked(card.channel)).toHaveLength(2);
    await world.rosa.click(drawn, 'Ask again', { as: 'given' });
    await whispered(world.rosa, 'This has been asked again already: request');
    expect(asked(card.channel)).toHaveLength(2);
  }, 60_000);

  test('is asked again by nobody else, on no copy, and only as today’s policy and the open requests allow', async () => {
    const { card, whispered, machine, type, nextCard, channel } = await notSent();
    await world.ida.click(card, 'Ask again');
    await whispered(world.ida, 'Only Rosa Diaz, who asked for this, can ask again with this button.');
    const copy = world.slack.forward(world.slack.current(card), channel);
    await world.rosa.click(copy, 'Ask again');
    await whispered(world.rosa, 'This is not the card of the request, only a copy');
    world.slack.setGroupMembers('S0RESPONDERS', []);
    await world.rosa.click(card, 'Ask again');
    await whispered(world.rosa, 'The policy does not let you ask for actions.');
    world.slack.setGroupMembers('S0RESPONDERS', ['U0ROSA', 'U0TOM']);
    await type(`restrict ${machine} by hand`, world.tom);
    await nextCard();
    const open = await nextCard();
    await world.rosa.click(card, 'Ask again');
    await whispered(world.rosa, `already asked for, or running, on this machine: request ${idOf(open)}`);
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
  }, 60_000);

  test('is asked again after a crash in the middle of that, once', async () => {
    const { card, channel } = await notSent();
    const held = world.defender.fault({ path: /machines/i, kind: 'hang-before' });
    await world.rosa.click(card, 'Ask again');
    await world.defender.until(() => held.hits() > 0);
    await world.bot().end('SIGKILL');
    held.release();
    held.clear();
    await world.start();
    await world.shows(card, 'It was asked again');
    await world.slack.until(() => asked(channel).length === 2);
    expect(buttonsOf(world, card)).toEqual([]);
  }, 60_000);

  test('and so is what was withdrawn, has expired or has failed', async () => {
    const { rosa, ida } = world;
    const here = scene();
    const card = await here.ask('restrict');
    await rosa.click(card, 'Withdraw');
    await world.shows(card, 'Withdrawn by Rosa Diaz.', 'Rosa Diaz can press Ask again.');
    await rosa.click(card, 'Ask again');
    const again = await here.nextCard();
    await world.shows(again, 'seen beaconing', '0 of 1 given');
    const refusing = world.defender.fault({
      method: 'POST',
      path: /restrict/i,
      kind: 'custom',
      status: 400,
      body: { error: { code: 'BadRequest', message: 'Not now.' } },
    });
    await ida.click(again, 'Approve');
    await world.shows(again, 'Failed: Defender refused it', 'Rosa Diaz can press Ask again.');
    await world.told(again, 'Rosa Diaz can press Ask again on the card, or ask again with', `/defender restrict`);
    refusing.clear();
    await rosa.click(again, 'Ask again');
    const third = await here.nextCard();
    await ida.click(third, 'Approve');
    await world.shows(third, 'Succeeded');
    expect(buttonsOf(world, again)).toEqual([]);
  }, 60_000);

  test('what was denied is asked again in other words, so that its reason is answered, and once', async () => {
    const { rosa, ida, tom } = world;
    const here = scene();
    const card = await here.ask('isolate', 'selective seen beaconing');
    await ida.click(card, 'Deny');
    await ida.submit(await ida.nextView(), { Reason: 'which case is this?' });
    await world.shows(card, 'Denied by Ida Holm', 'Rosa Diaz can press Ask again, and say more.');
    await world.told(card, 'which case is this?', 'Rosa Diaz can press Ask again on the card, and say more.');
    expect(buttonsOf(world, card)).toEqual(['Ask again…']);
    const offering = world.slack.current(card);
    await tom.click(card, 'Ask again…');
    await here.whispered(tom, 'Only Rosa Diaz, who asked for this, can ask again with this button.');
    await rosa.click(card, 'Ask again…');
    const view = await rosa.nextView();
    expect(fieldsOf(view)).toMatchObject({
      comment: { type: 'plain_text_input', initial_value: 'seen beaconing' },
      parameter: { initial_option: { value: 'selective' } },
      'machine-search': { initial_option: { value: here.machineId } },
    });
    expect(asked(here.channel)).toHaveLength(1);
    await rosa.submit(view, { Comment: 'seen beaconing, case 4711' });
    const again = await here.nextCard();
    await world.shows(again, 'seen beaconing, case 4711', 'Isolation: selective', '0 of 1 given');
    await world.shows(card, `It was asked again: request ${idOf(again)}.`);
    await rosa.click(offering, 'Ask again…', { as: 'given' });
    await here.whispered(rosa, `This has been asked again already: request ${idOf(again)}.`);
    expect(here.sent()).toEqual([]);
  }, 60_000);
});
