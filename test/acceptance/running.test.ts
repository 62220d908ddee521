import type { SimulatedAction } from '../../simulator/defender/action-record';
import { DEFAULT_ROLES } from '../../simulator/entra/entra-simulator';
import { buttonsOf, createScenes, type Scene, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('following a Machine Action over %s', (transport) => {
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

  /** Asks, has Ida approve, and resolves with the card and the Machine Action that came of it. */
  const begin = async ({ ask, machineId }: Scene, verb: string) => {
    const card = await ask(verb);
    await world.ida.click(card, 'Approve');
    const action = await world.defender.until(() =>
      world.defender.actions().find((each) => each.machineId === machineId),
    );
    await world.told(card, 'Sent to Defender', action.id, 'Pending');
    return { card, action };
  };
  /** Resolves when Twokey has looked at all open Machine Actions twice more. */
  const looked = async (): Promise<void> => {
    const looks = () => world.bot().lines.filter(({ event }) => event === 'track.round').length;
    const before = looks();
    const reads = () => world.defender.log.filter(({ route }) => route === 'listMachineActions').length;
    const readsBefore = reads();
    await world.defender.until(() => reads() >= readsBefore + 3);
    expect(looks()).toBeGreaterThan(before);
  };
  const threadOf = (card: { channel: string; ts: string }) =>
    world.slack.channel(card.channel).thread(card.ts).map(world.slack.plainText).join('\n');

  test('the card and the thread tell Pending, InProgress and Succeeded as they come, with the elapsed time', async () => {
    const { defender } = world;
    const here = scene();
    const { card, action } = await begin(here, 'isolate');
    await world.shows(card, 'Running: Pending', 'Ida Holm');
    expect(buttonsOf(world, card)).toEqual(['Cancel this action…']);
    expect(threadOf(card)).toContain('Approved by Ida Holm: 1 of 1 given');
    defender.advance(action.id, 'InProgress');
    expect(await world.told(card, action.id, 'InProgress')).toMatch(/InProgress after \d+ s\./);
    await world.shows(card, 'Running: InProgress');
    defender.finish(action.id, 'Succeeded');
    expect(await world.told(card, action.id, 'Succeeded')).toMatch(/Succeeded after \d+ s\./);
    expect(await world.shows(card, 'Succeeded after')).not.toContain('Running');
    expect(here.sent()).toHaveLength(1);
  });

  test.each<
    [SimulatedAction['status'] & ('Failed' | 'TimeOut' | 'Cancelled'), { errorHResult?: number }, string, string]
  >([
    ['Failed', { errorHResult: -2147024891 }, '0x80070005', 'Failed'],
    ['TimeOut', {}, 'Defender gave up', 'TimeOut'],
    ['Cancelled', {}, 'Cancelled in the portal', 'Cancelled'],
  ])('%s is told as what it is', async (status, facts, words, shown) => {
    const { card, action } = await begin(scene(), 'restrict');
    world.defender.finish(action.id, status, facts);
    await world.told(card, action.id, status, words);
    const text = await world.shows(card, shown);
    expect(text).not.toContain('Succeeded');
    expect(text).not.toContain('Running');
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
  });

  test('an unknown status word, an unknown type and a row that is missing change nothing', async () => {
    const { defender } = world;
    const { card, action } = await begin(scene(), 'scan');
    const before = threadOf(card);
    defender.advance(action.id, 'Reticulating');
    await looked();
    defender.change(action.id, { type: 'BrandNewType' });
    await looked();
    defender.hide(action.id);
    await looked();
    expect(threadOf(card)).toBe(before);
    expect(world.slack.plainText(world.slack.current(card))).not.toContain('Reticulating');
    defender.reveal(action.id);
    defender.finish(action.id, 'Succeeded');
    await world.told(card, action.id, 'Succeeded');
    await world.shows(card, 'Succeeded after');
  });

  test('a Machine Action of a type and status that nobody knows is shown on the card as it is', async () => {
    const { ask, machineId } = scene();
    world.defender.portalAction({ machineId, type: 'QuarantineTheMoon', status: 'Orbiting' });
    const card = await ask('scan');
    await world.shows(card, 'QuarantineTheMoon');
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Sent to Defender');
  });

  test('Defender’s answer without machine and comment yet is followed all the same', async () => {
    world.defender.behaviour.machineInReply = 'null';
    const { card, action } = await begin(scene(), 'isolate');
    world.defender.behaviour.machineInReply = 'named';
    world.defender.finish(action.id, 'Succeeded');
    await world.told(card, action.id, 'Succeeded');
  });

  test('a 403 names the missing permission, what Defender said, the id to quote, and what happens now', async () => {
    const { entra, ida, defender } = world;
    entra.setRoles(DEFAULT_ROLES.filter((role) => role !== 'Machine.RestrictExecution'));
    entra.revokeTokens();
    const { ask, sent } = scene();
    const card = await ask('restrict');
    await ida.click(card, 'Approve');
    const note = await world.told(card, 'Failed: refused, so nothing was done', 'Machine.RestrictExecution');
    expect(note).toContain('Missing application roles');
    expect(note).toContain('Forbidden');
    expect(note).toMatch(/Quote to Microsoft support: [0-9a-f-]{36}/);
    expect(note).toMatch(
      /Twokey has stopped; after that, Rosa Diaz can press Ask again on the card, or ask again with \/defender restrict/,
    );
    expect(await world.shows(card, 'Failed: Defender refused it')).not.toContain('Running');
    expect(buttonsOf(world, card)).toEqual(['Ask again']);
    expect(sent()).toHaveLength(1);
    entra.setRoles(DEFAULT_ROLES);
    entra.revokeTokens();
    expect(defender.actions().some(({ machineId }) => sent()[0]?.path.includes(machineId))).toBe(false);
  });

  test('a missing read permission is told at asking, and the words are kept for another try', async () => {
    const { entra, rosa, slack } = world;
    entra.setRoles(DEFAULT_ROLES.filter((role) => role !== 'Machine.Read.All'));
    entra.revokeTokens();
    const { type, machine, whispered, nextCard, channel } = scene();
    await type(`restrict ${machine} beaconing, case 4711`);
    await whispered(rosa, 'Defender said', 'Machine.Read.All', 'Your words are kept');
    expect(slack.channel(channel).messages()).toEqual([]);
    entra.setRoles(DEFAULT_ROLES);
    entra.revokeTokens();
    const [whisper] = slack.ephemerals({ user: rosa.id, channel });
    if (whisper === undefined) throw new Error('nothing was whispered');
    await rosa.click(whisper, 'Try again');
    await world.shows(await nextCard(), 'beaconing, case 4711');
  });
});
