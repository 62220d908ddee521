import type { Message } from '../../simulator/slack/workspace/messages';
import { fieldsOf, titleOf } from './form-fields';
import { buttonsOf, createScenes, type Scene, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('undoing over %s', (transport) => {
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

  const idOf = (card: Message) => /Request ([0-9A-Z]{8})/.exec(world.slack.plainText(world.slack.current(card)))?.[1];

  const done = async (here: Scene, verb: string): Promise<Message> => {
    const card = await here.ask(verb);
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    return card;
  };

  test('a finished isolation offers its release in a form, which asks like any other request, and then no more', async () => {
    const { ida, tom, slack } = world;
    const here = scene();
    const card = await done(here, 'isolate');
    expect(buttonsOf(world, card)).toEqual(['Release from isolation…']);
    const offering = slack.current(card);
    await tom.click(card, 'Release from isolation…');
    const view = await tom.nextView();
    expect(titleOf(view)).toBe('Release from isolation');
    const { 'machine-search': search, comment } = fieldsOf(view);
    expect(search).toEqual({
      type: 'external_select',
      action_id: 'machine-search',
      min_query_length: 1,
      placeholder: { type: 'plain_text', text: 'Start typing its name', emoji: false },
      initial_option: {
        text: { type: 'plain_text', text: `${here.machine}.contoso.example`, emoji: false },
        description: { type: 'plain_text', text: expect.stringMatching(/, id …[0-9a-f]{6}$/), emoji: false },
        value: here.machineId,
      },
    });
    expect(comment).toEqual({
      type: 'plain_text_input',
      action_id: 'comment',
      multiline: true,
      max_length: 3000,
    });
    expect(here.sent()).toHaveLength(1);
    await tom.submit(view, { Comment: 'clean by now' });
    const asked = await here.nextCard();
    await world.shows(asked, 'Release from isolation', 'clean by now', 'Requestor: Tom Berg', '0 of 1 given');
    await tom.click(asked, 'Approve');
    await here.whispered(tom, 'You asked for this yourself');
    await ida.click(asked, 'Approve');
    await world.told(asked, 'Succeeded after');
    const said = `[twokey ${idOf(asked)}/1] clean by now\nRequested by Tom Berg (U0TOM); approved by Ida Holm (U0IDA)`;
    expect(here.sent().slice(1)).toEqual([
      { path: `/api/machines/${here.machineId}/unisolate`, body: { Comment: said } },
    ]);
    await slack.until(() => buttonsOf(world, card).length === 0);
    await tom.click(offering, 'Release from isolation…', { as: 'given' });
    await here.whispered(tom, 'has left nothing that could be undone: it has not succeeded, or was undone since');
  });

  test('of several machines it offers those that succeeded, by their names', async () => {
    const { ida, rosa } = world;
    const here = scene();
    const other = world.defender.machines.add({
      id: 'e'.repeat(40),
      computerDnsName: `${here.machine}-b.contoso.example`,
    });
    const failing = world.defender.fault({
      path: new RegExp(`${other.id}/restrict`, 'i'),
      kind: 'custom',
      status: 400,
      body: { error: { code: 'BadRequest', message: 'No.' } },
    });
    await here.type(`restrict ${here.machine},${here.machine}-b both beacon`);
    const card = await here.nextCard();
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded', 'Failed');
    failing.clear();
    expect(buttonsOf(world, card)).toEqual(['Ask again', 'Remove app restriction…']);
    await rosa.click(card, 'Remove app restriction…');
    const view = await rosa.nextView();
    expect(JSON.stringify(fieldsOf(view))).toContain(here.machineId);
    expect(JSON.stringify(fieldsOf(view))).not.toContain(other.id);
    await rosa.submit(view, { Comment: 'clean' });
    const asked = await here.nextCard();
    await world.shows(asked, 'Remove app restriction', `${here.machine}.contoso.example`, '0 of 1 given');
  });

  test('a copy of the card opens nothing, and neither does a click that is old news', async () => {
    const { ida } = world;
    const here = scene();
    const card = await done(here, 'restrict');
    const copy = world.slack.forward(world.slack.current(card), here.channel);
    await ida.click(copy, 'Remove app restriction…');
    await here.whispered(ida, 'This is not the card of the request, only a copy');
    expect(ida.openView()).toBeUndefined();
  });
});
