import type { Person } from '../../simulator/slack/people/person';
import { recordOf } from './record';
import { createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

describe.each<Transport>(['http', 'socket'])('the story of a request, over %s', (transport) => {
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
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  const idOn = (card: Parameters<World['slack']['plainText']>[0]): string =>
    /\b(?:request|Request) ([0-9A-Z]{6,12})\b/.exec(world.slack.plainText(card))?.[1] ?? '';
  const ask = async ({ type, whispered }: ReturnType<typeof scene>, id: string, by: Person, ...words: string[]) => {
    await type(`history ${id}`, by);
    return whispered(by, ...words);
  };

  test('tells an asker and an approver alike who did what, what was refused and why, and where it stands', async () => {
    const here = scene();
    const card = await here.ask('restrict', 'seen beaconing to <C2> & more');
    const id = idOn(card);
    await world.tom.click(card, 'Withdraw');
    await here.whispered(world.tom, 'Only Rosa Diaz');
    await world.max.click(card, 'Deny');
    await here.whispered(world.max, 'does not let you decide');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');

    const story = await ask(here, id.toLowerCase(), world.rosa, 'History of');
    const lines = [
      /Rosa Diaz \(@Rosa Diaz\) asked for restrict on .*: “seen beaconing to <C2> & more”/,
      /Twokey posted the card/,
      /@Tom Berg tried to withdraw and was refused: “Only Rosa Diaz.*\(not-the-requestor\)/,
      /@Max Roth tried to deny and was refused: .*\(not-an-approver\)/,
      /Ida Holm \(@Ida Holm\): Approved by Ida Holm: 1 of 1 given/,
      /took it in hand to send it to Defender: attempt 1/,
      /Sent to Defender: Machine Action/,
      /Succeeded after/,
    ];
    const found = lines.map((line) => story.search(line));
    expect(found).toEqual([...found].sort((a, b) => a - b));
    expect(found).not.toContain(-1);
    const seqs = recordOf(world)
      .filter(({ requestId }) => requestId === id)
      .map(({ seq }) => seq);
    expect(story).toContain(`entries ${seqs[0]}–${seqs.at(-1)} of the log`);
    expect(story).toContain(`node dist/main.js audit export --request ${id}`);
    expect(await ask(here, id, world.ida, 'History of')).toContain('tried to withdraw');
    // Told to one person and to nobody else.
    expect(world.slack.ephemerals({ user: 'U0MAX', channel: here.channel })).toHaveLength(1);
    expect(world.slack.channel(here.channel).messages()).toHaveLength(1);
  });

  test.each([
    ['somebody who may neither ask nor approve', 'U0MAX', 'Only those who may ask or approve can see this', 'Who can'],
    ['a guest', 'U0GUEST', 'is a guest', 'full member'],
  ])('is not told to %s, whether there is such a request or not', async (_, person, why, who) => {
    const here = scene();
    const card = await here.ask('restrict');
    const by = world.slack.as(person);
    for (const id of [idOn(card), 'NOSUCH']) {
      const answer = await ask(here, id, by, why, who);
      expect(answer).not.toContain('seen beaconing');
      world.slack.reloadClients();
    }
  });

  test('of a request that there is not says where to look', async () => {
    await ask(scene(), 'NOSUCH', world.rosa, 'There is no request “NOSUCH”', '/defender status');
  });

  test.each(['history', 'help history'])('%s alone says how to ask for it', async (words) => {
    const here = scene();
    await here.type(words);
    await here.whispered(world.rosa, '/defender history REQUEST', 'REQUEST is the id on the card');
  });
});
