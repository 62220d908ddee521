import { fieldsOf, titleOf } from './form-fields';
import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('cancelling by the button over %s', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport, { defender: { behaviour: { progress: 'manual' } } });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  test('what runs is cancelled by a request like any other, which the button begins', async () => {
    const { defender, ida, tom, rosa } = world;
    const here = scene();
    const card = await here.ask('isolate');
    await ida.click(card, 'Approve');
    const shown = await world.shows(card, 'Running: Pending');
    const id = /Request ([0-9A-Z]{8})/.exec(shown)?.[1];
    expect(buttonsOf(world, card)).toEqual(['Cancel this action…']);
    const offering = world.slack.current(card);
    const action = defender.actions().find((each) => each.machineId === here.machineId);
    await rosa.click(card, 'Cancel this action…');
    const view = await rosa.nextView();
    expect(titleOf(view)).toBe('Cancel');
    expect(fieldsOf(view)).toEqual({
      machine: { type: 'plain_text_input', action_id: 'machine', max_length: 3000, initial_value: id },
      comment: { type: 'plain_text_input', action_id: 'comment', multiline: true, max_length: 3000 },
    });
    await rosa.submit(view, { Comment: 'wrong machine' });
    const cancelling = await here.nextCard();
    await world.shows(cancelling, 'Cancel a running Machine Action', 'wrong machine', '0 of 1 given');
    const cancelId = /Request ([0-9A-Z]{8})/.exec(world.slack.plainText(world.slack.current(cancelling)))?.[1];
    expect(buttonsOf(world, cancelling)).toEqual(['Approve', 'Deny', 'Withdraw']);
    await tom.click(cancelling, 'Approve');
    await world.shows(cancelling, 'Succeeded', 'is Cancelled');
    expect(world.sent().filter(({ path }) => path.endsWith('/cancel'))).toContainEqual({
      path: `/api/machineactions/${action?.id}/cancel`,
      body: {
        Comment: `[twokey ${cancelId}/1] wrong machine\nRequested by Rosa Diaz (U0ROSA); approved by Tom Berg (U0TOM)`,
      },
    });
    await world.shows(card, 'Cancelled', 'Rosa Diaz can press Ask again.');
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
    await rosa.click(offering, 'Cancel this action…', { as: 'given' });
    await here.whispered(rosa, 'has no Machine Action that is still running');
  });
});
