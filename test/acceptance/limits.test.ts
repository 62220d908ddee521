import type { Message } from '../../simulator/slack/workspace/messages';
import { refusedOf } from './record';
import { createScenes, startRoomyWorld } from './scenes';
import { POLICY, type World } from './world';

const limited = (requests: string, refusedClicks: string) =>
  POLICY.concat(`limits: { requests: ${requests}, refused_clicks: ${refusedClicks} }\n`);

describe('a person who asks too often', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http', { policy: limited('3/5s', '3/10m') });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  const whispers = (channel: string) =>
    world.slack.ephemerals({ user: 'U0ROSA', channel }).map((message) => world.slack.plainText(message));

  test('is told so for each ask beyond the limit of a burst, exactly; tries again with the same words, and it works', async () => {
    const { slack, rosa, tom } = world;
    const { channel, machine } = scene();
    const other = scene();
    const burst = Array.from({ length: 12 }, (_, n) =>
      rosa.command(channel, `/defender scan no-such-${n} ${n} odd files`),
    );
    await Promise.all(burst);
    await slack.until(() => whispers(channel).length === 12, { timeoutMs: 15_000, what: 'twelve answers' });
    const over = whispers(channel).filter((text) => text.includes('You have asked 3 times within 5 s'));
    expect(over).toHaveLength(9);
    expect(over[0]).toContain('You can ask again from');
    expect(over[0]).toContain('Your words are kept');
    const noted = refusedOf(world, rosa.id);
    expect(noted.map(({ kind }) => kind).sort()).toEqual([...Array(3).fill('ask-refused'), 'limited']);
    expect(noted.find(({ kind }) => kind === 'limited')?.facts).toMatchObject({
      what: 'requests',
      most: 3,
      perMs: 5_000,
    });

    // Nobody else is held up by it.
    const asked = await other.ask('scan', 'odd files', tom);
    expect(slack.plainText(asked)).toContain('Tom Berg');

    await rosa.command(channel, `/defender restrict ${machine} beaconing, seen at dawn`);
    let card: Message | undefined;
    while (card === undefined) {
      const seen = whispers(channel).length;
      const again = slack
        .ephemerals({ user: rosa.id, channel })
        .findLast((message) => JSON.stringify(message.blocks).includes('Try again'));
      if (again !== undefined) await rosa.click(again, 'Try again');
      card = await slack
        .until(() => slack.channel(channel).messages()[0] ?? (whispers(channel).length > seen ? 'more' : undefined), {
          timeoutMs: 15_000,
          what: 'a card or another answer',
        })
        .then((found) => (found === 'more' ? undefined : found));
    }
    expect(slack.plainText(card)).toContain('beaconing, seen at dawn');
  });
});

describe('a person whose clicks are refused too often', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http', { policy: limited('60/10m', '3/10m') });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());

  test('hears that alone, puts it on record once, also across a restart, and approves at any pace what they may', async () => {
    const { slack, ida, tom } = world;
    const decided = scene();
    const card = await decided.ask('restrict');
    await tom.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    const scenes = Array.from({ length: 10 }, () => scene());
    const cards = await Promise.all(scenes.map(({ ask }) => ask('restrict')));

    const late = () => ida.click(card, 'Approve', { as: 'given' });
    await Promise.all(Array.from({ length: 12 }, late));
    const answers = () =>
      slack.ephemerals({ user: ida.id, channel: decided.channel }).map((message) => slack.plainText(message));
    await slack.until(() => answers().length === 12, { timeoutMs: 15_000, what: 'twelve answers' });
    expect(answers().filter((text) => text.includes('Too late'))).toHaveLength(3);
    const over = answers().filter((text) => text.includes('3 of your clicks were refused within 10 min'));
    expect(over).toHaveLength(9);
    expect(over[0]).toContain('A click that is allowed always counts, at any pace');

    await world.bot().end('SIGKILL');
    await world.start();
    await late();
    await slack.until(() => answers().length === 13, { timeoutMs: 15_000, what: 'one more answer' });
    expect(answers().at(-1)).toContain('3 of your clicks were refused');
    expect(
      refusedOf(world, ida.id)
        .map(({ kind }) => kind)
        .sort(),
    ).toEqual(['limited', ...Array(3).fill('refused')]);

    await Promise.all(cards.map((each) => ida.click(each, 'Approve')));
    await Promise.all(cards.map((each) => world.shows(each, 'Succeeded')));
    expect(scenes.flatMap(({ sent }) => sent())).toHaveLength(10);
  });
});
