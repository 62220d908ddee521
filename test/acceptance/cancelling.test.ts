import { createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

/** The id of a card's request, as the card shows it. */
const requestId = (text: string): string => /Request ([0-9A-Z]{8})\b/.exec(text)?.[1] ?? '';

describe.each<Transport>(['http', 'socket'])('cancelling over %s', (transport) => {
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
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  const actionOn = (machineId: string) =>
    world.defender.until(() => world.defender.actions().find((each) => each.machineId === machineId));

  test('a cancellation is a request like any other: approved by a second person, sent once, told in both threads', async () => {
    const { defender, ida, tom, rosa } = world;
    const here = scene();
    const card = await here.ask('isolate');
    await ida.click(card, 'Approve');
    const action = await actionOn(here.machineId);
    await world.shows(card, 'Running: Pending');
    const id = requestId(await world.shows(card, 'Request '));
    await here.type(`cancel ${id.toLowerCase()} wrong machine after all`);
    const cancelling = await here.nextCard();
    await world.shows(
      cancelling,
      'Cancel a running Machine Action',
      action.id,
      'Isolate',
      'wrong machine after all',
      '0 of 1 given',
    );
    await rosa.click(cancelling, 'Approve');
    await here.whispered(rosa, 'You asked for this yourself');
    await Promise.all([tom.click(cancelling, 'Approve'), ida.click(cancelling, 'Approve')]);
    await world.told(cancelling, 'It is cancelled, as this request asked');
    await world.shows(cancelling, 'Succeeded', 'is Cancelled');
    await world.told(card, action.id, 'Cancelled', 'wrong machine after all', 'Requested by Rosa Diaz (U0ROSA)');
    await world.shows(card, 'Cancelled');
    const cancels = world.sent().filter(({ path }) => path.endsWith(`/${action.id}/cancel`));
    expect(cancels).toHaveLength(1);
    expect(cancels[0]?.body).toEqual({
      Comment: expect.stringMatching(/^\[twokey [0-9A-Z]{8}\/1\] wrong machine after all\nRequested by Rosa Diaz/),
    });
    expect(defender.actions().find((each) => each.id === action.id)?.status).toBe('Cancelled');
  });

  test('a cancellation that comes too late is told as such, in its own thread', async () => {
    const { defender, ida, tom, rosa } = world;
    const here = scene();
    const card = await here.ask('restrict');
    const id = requestId(await world.shows(card, 'Request '));
    await here.type(`cancel ${id} it is not running yet`);
    await here.whispered(rosa, 'has no Machine Action that is still running', 'withdraw');
    await ida.click(card, 'Approve');
    const action = await actionOn(here.machineId);
    await world.shows(card, 'Running: Pending');
    await here.type(`cancel ${id} no longer needed`);
    const cancelling = await here.nextCard();
    defender.finish(action.id, 'Succeeded');
    await world.told(card, 'Succeeded');
    await tom.click(cancelling, 'Approve');
    await world.told(cancelling, 'Failed: refused, so nothing was done', 'cannot be cancelled', 'Succeeded');
    await world.shows(cancelling, 'Failed');
    await world.shows(card, 'Succeeded');
    await here.type(`cancel ${id} once more`);
    await world.slack.until(() => world.slack.ephemerals({ user: rosa.id, channel: here.channel }).length === 2);
    expect(world.slack.channel(here.channel).messages()).toHaveLength(2);
  });
});
