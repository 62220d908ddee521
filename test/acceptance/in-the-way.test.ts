import { createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('what is open on the machine already, over %s', (transport) => {
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

  test('the same action, started in the portal meanwhile, is adopted and followed, told as somebody else’s, and not sent', async () => {
    const { defender, ida } = world;
    const { ask, sent, machineId } = scene();
    const card = await ask('isolate', 'full ransomware');
    const theirs = defender.portalAction({
      machineId,
      type: 'Isolate',
      scope: 'Full',
      requestor: 'lena@contoso.example',
    });
    await ida.click(card, 'Approve');
    await world.told(card, 'Already running, started by lena@contoso.example', theirs.id, 'It is not ours');
    await world.shows(card, 'already running, started by lena@contoso.example');
    defender.finish(theirs.id, 'Succeeded');
    await world.told(card, theirs.id, 'Succeeded', 'It was started by lena@contoso.example, not by Twokey');
    await world.shows(card, 'Succeeded');
    expect(sent()).toEqual([]);
  });

  test('the same action with another scope is not adopted: it must end first', async () => {
    const { defender, ida } = world;
    const { ask, sent, machineId } = scene();
    const card = await ask('isolate', 'full ransomware');
    const theirs = defender.portalAction({ machineId, type: 'Isolate', scope: 'Selective' });
    await ida.click(card, 'Approve');
    await world.told(card, 'Not sent yet', 'Isolate is open', theirs.id);
    await world.shows(card, 'another Machine Action on the machine must end first');
    expect(sent()).toEqual([]);
  });

  test('Defender’s “already in progress” is told, and the open action is adopted once Defender shows it', async () => {
    const { defender, ida } = world;
    const { ask, sent, machineId } = scene();
    const card = await ask('scan', 'quick odd files');
    const theirs = defender.portalAction({
      machineId,
      type: 'RunAntiVirusScan',
      scope: 'Quick',
      requestor: 'lena@contoso.example',
    });
    defender.hide(theirs.id);
    await ida.click(card, 'Approve');
    await world.told(
      card,
      'Not sent yet',
      'Action is already in progress',
      'ActiveRequestAlreadyExists',
      'tries again',
    );
    defender.reveal(theirs.id);
    await world.told(card, 'Already running, started by lena@contoso.example', theirs.id);
    // Tried again at once, since what is open may have ended unseen; refused again, and from then on at leisure.
    expect(sent()).toHaveLength(2);
    expect(defender.actions().filter((each) => each.machineId === machineId)).toHaveLength(1);
  });

  test('an answer that hands back the open action of somebody else is told as theirs', async () => {
    const { defender, ida } = world;
    const { ask, machineId } = scene();
    const card = await ask('restrict');
    const theirs = defender.portalAction({
      machineId,
      type: 'RestrictCodeExecution',
      requestor: 'lena@contoso.example',
    });
    defender.hide(theirs.id);
    defender.behaviour.duplicates = 'return-existing';
    await ida.click(card, 'Approve');
    await world.told(card, 'Already running, started by lena@contoso.example', theirs.id);
    defender.behaviour.duplicates = 'refuse';
    expect(defender.actions().filter((each) => each.machineId === machineId)).toHaveLength(1);
  });

  test('a release while an isolation is pending waits, says so, and goes when that is over', async () => {
    const { defender, ida } = world;
    const { ask, sent, machineId } = scene();
    const isolation = defender.portalAction({ machineId, type: 'Isolate', scope: 'Full' });
    const card = await ask('release');
    await world.shows(card, 'Isolate', 'Pending');
    await ida.click(card, 'Approve');
    await world.told(card, 'Not sent yet', 'Isolate is open', isolation.id, 'Pending', 'waits for its end');
    expect(sent()).toEqual([]);
    defender.finish(isolation.id, 'Succeeded');
    await world.told(card, 'Sent to Defender');
    expect(sent().map(({ path }) => path.split('/').at(-1))).toEqual(['unisolate']);
  });

  test('two isolations that Defender holds at once are both told and both waited for, and then the release goes', async () => {
    const { defender, ida } = world;
    const { ask, sent, machineId } = scene();
    const isolate = await ask('isolate', 'full ransomware');
    await ida.click(isolate, 'Approve');
    await world.told(isolate, 'Sent to Defender');
    const duplicate = defender.portalAction({ machineId, type: 'Isolate', scope: 'Full' });
    const release = await ask('release');
    await ida.click(release, 'Approve');
    const ours = defender.actions().find((each) => each.machineId === machineId && each.id !== duplicate.id);
    await world.told(release, '2 Machine Actions are open', ours?.id ?? 'none', duplicate.id, '/defender cancel');
    defender.finish(ours?.id ?? '', 'Succeeded');
    await world.told(isolate, 'Succeeded');
    expect(sent()).toHaveLength(1);
    defender.finish(duplicate.id, 'Cancelled');
    await world.told(release, 'Sent to Defender');
    expect(sent().map(({ path }) => path.split('/').at(-1))).toEqual(['isolate', 'unisolate']);
  });

  test('an isolation and a release that are approved in one instant go one after the other', async () => {
    const { defender, ida, tom } = world;
    const { ask, sent, machineId } = scene();
    defender.behaviour.machineInReply = 'null';
    const isolate = await ask('isolate', 'full ransomware');
    const release = await ask('release', 'false alarm');
    await Promise.all([ida.click(isolate, 'Approve'), tom.click(release, 'Approve')]);
    // Whichever came first: the other one says that it waits.
    await Promise.any([isolate, release].map((card) => world.told(card, 'Not sent yet')));
    expect(sent()).toHaveLength(1);
    const first = defender.actions().find((each) => each.machineId === machineId);
    defender.finish(first?.id ?? '', 'Succeeded');
    await Promise.all([isolate, release].map((card) => world.told(card, 'Sent to Defender')));
    expect(
      sent()
        .map(({ path }) => path.split('/').at(-1))
        .sort(),
    ).toEqual(['isolate', 'unisolate']);
    defender.behaviour.machineInReply = 'named';
  });
});
