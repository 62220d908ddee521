import { createScenes, roomySeed } from './scenes';
import { INCIDENT, startWorld, type World } from './world';

const GROUPS = 'usergroups.users.list';

describe('many questions at the same time', () => {
  let world: World;
  beforeAll(async () => {
    // With Slack's limits as they are: twenty reads of groups a minute.
    world = await startWorld();
    await world.start();
  });
  afterAll(() => world.stop());

  test('share what Slack says of each group, so that decisions find its reads free, and read it for themselves', async () => {
    const { slack, rosa, tom, ida } = world;
    const reads = () => slack.calls.filter(({ method }) => method === GROUPS);
    const questions = ['status', 'contained', 'machine web-01', 'history web-01', 'why isolate web-01'];
    const people = [rosa, tom, ida];
    for (const person of people) for (const words of questions) await person.command(INCIDENT, `/defender ${words}`);
    const answers = () => people.map(({ id }) => slack.ephemerals({ user: id }).length);
    await slack.until(() => answers().every((count) => count === questions.length), {
      timeoutMs: 15_000,
      what: 'an answer to every question',
    });
    expect(reads().map(({ args }) => args.usergroup)).toEqual(expect.arrayContaining(['S0RESPONDERS', 'S0APPROVERS']));
    expect(reads()).toHaveLength(2);

    const card = await world.ask('restrict web-01 beaconing');
    const asked = reads().length;
    expect(asked).toBeGreaterThan(2);
    await ida.click(card, 'Approve');
    await world.told(card, 'Succeeded');
    expect(reads().length).toBeGreaterThan(asked);
    expect(reads().filter(({ status }) => status === 429)).toEqual([]);
  });
});

describe('a question that takes a while', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeEach(async () => {
    world = await startWorld({ slack: { seed: roomySeed, rateLimits: 'off' }, env: { DEFENDER_TIMEOUT: '3s' } });
    await world.start();
    scene = createScenes(world);
  });
  afterEach(() => world.stop());

  const heard = (channel: string) =>
    world.slack.ephemerals({ user: 'U0ROSA', channel }).map((message) => world.slack.plainText(message));

  /** Lets nothing through that the answer needs of Slack or of Defender, until it is called. */
  const held = {
    Slack: () => {
      let open: () => void = () => {};
      world.slack.fail('users.info', { waitFor: new Promise<void>((resolve) => (open = resolve)) });
      return open;
    },
    Defender: () => world.defender.fault({ method: 'GET', path: /./, kind: 'hang-before', times: 9 }).release,
  };

  test.each<[keyof typeof held, string, string]>([
    ['Slack', 'status', 'Nothing'],
    ['Slack', 'why isolate MACHINE', 'contoso.example'],
    ['Defender', 'contained', 'isolated or restricted now'],
    ['Defender', 'machine MACHINE', 'contoso.example'],
    ['Defender', 'history MACHINE', 'contoso.example'],
  ])('because of %s is said to be looked up, privately, and then answered: %s', async (slow, words, answer) => {
    const { channel, machine, type, whispered } = scene();
    const open = held[slow]();
    await type(words.replace('MACHINE', machine));
    expect(await whispered(world.rosa, 'Still looking it up', 'The answer follows by itself')).not.toContain(answer);
    open();
    await whispered(world.rosa, answer);
    expect(heard(channel)).toHaveLength(2);
    expect(heard(channel).at(-1)).toContain(answer);
    expect(world.slack.channel(channel).messages()).toEqual([]);
  });

  test('and fails in the end is told so after that', async () => {
    const { channel, type, whispered } = scene();
    held.Defender();
    await type('machine web-01');
    await whispered(world.rosa, 'Still looking it up');
    await whispered(world.rosa, 'did not answer in time');
    expect(heard(channel)).toHaveLength(2);
    expect(heard(channel).at(-1)).toContain('Nothing has come of your click or command');
  });
});
