import type { Message } from '../../simulator/slack/workspace/messages';
import { buttonsOf, createScenes, startRoomyWorld } from './scenes';
import type { World } from './world';

describe('a request whose place in Slack is gone', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    world.defender.progress = [{ afterMs: 50, status: 'Succeeded' }];
    world.slack.heal();
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  const direct = (person: string) => `D${person.slice(1)}`;
  const directText = (person: string) =>
    world.slack.channel(direct(person)).messages().map(world.slack.plainText).join('\n');
  const toldDirectly = (person: string, ...words: readonly string[]) =>
    world.slack.until(() => words.every((word) => directText(person).includes(word)), {
      timeoutMs: 15_000,
      what: `direct words with ${JSON.stringify(words)}`,
    });
  const idOf = (card: Message) => /Request ([0-9A-Z]{4,})/.exec(world.slack.plainText(card))?.[1] ?? 'none';
  const running = async () => {
    world.defender.progress = 'manual';
    const here = scene();
    const card = await here.ask('restrict');
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Pending');
    await world.shows(card, 'Pending');
    return { ...here, card, id: idOf(card) };
  };
  const finish = (machineId: string) =>
    world.defender.finish(world.defender.actions().find((one) => one.machineId === machineId)?.id ?? '', 'Succeeded');

  test.each([
    ['archived', (channel: string) => world.slack.changeChannel(channel, { isArchived: true }), 'is archived'],
    [
      'closed to the bot',
      (channel: string) => world.slack.kick(channel, 'U0TWOKEY'),
      'is not in that channel any more',
    ],
  ])('since its channel was %s is ended all the same, and told to those whom it concerns', async (_, damage, why) => {
    const { card, id, channel, machine, machineId } = await running();
    damage(channel);
    finish(machineId);
    for (const person of ['U0ROSA', 'U0IDA']) {
      await toldDirectly(
        person,
        `Restrict app execution: ${machine}.contoso.example: request ${id} by Rosa Diaz, asked in #${channel.toLowerCase().replace('c0', '')}. You are told directly because`,
        why,
        'Succeeded after',
      );
    }
    const times = directText('U0ROSA').split(`request ${id}`).length - 1;
    expect(times).toBe(1);
    expect(directText('U0TOM')).toBe('');
    const posts = world.slack.calls.filter(
      ({ method, args }) => method === 'chat.postMessage' && args['channel'] === 'U0ROSA',
    );
    expect(posts.at(-1)?.args).toMatchObject({ channel: 'U0ROSA', parse: 'none', unfurl_links: 'false' });
    expect(world.slack.current(card).deleted).toBe(false);
  });

  test('since its channel was archived before the card came is not asked, and its requestor hears so', async () => {
    const { channel, type, machine } = scene();
    world.slack.fail(`chat.postMessage@${channel}`, { error: 'is_archived' });
    await type(`restrict ${machine} seen beaconing`);
    await toldDirectly('U0ROSA', 'Not asked: Slack did not take the card (is_archived)', `${machine}.contoso.example`);
  });

  test('since its card was deleted while it waited gets another one, and only that one takes clicks', async () => {
    const { ask, channel, sent, whispered } = scene({ machineTags: [] });
    const card = await ask('restrict');
    const old = world.slack.current(card);
    world.slack.removeMessage(card);
    await world.tom.command(channel, '/defender pause to look twice');
    const again = await world.slack.until(
      () =>
        world.slack
          .channel(channel)
          .messages()
          .find((message) => world.slack.plainText(message).includes('Posted again: the first one was deleted.')),
      { timeoutMs: 15_000, what: 'the new card' },
    );
    expect(idOf(again)).toBe(idOf(old));
    await world.ida.command(channel, '/defender resume');
    await world.tom.command(channel, '/defender resume');
    const copy = world.slack.forward(old, channel);
    await world.ida.click(copy, 'Approve');
    await whispered(world.ida, 'only a copy; its buttons do nothing');
    await world.ida.click(again, 'Approve');
    await world.shows(again, 'Succeeded', 'Posted again: the first one was deleted. Only this one takes clicks.');
    await world.told(again, 'Approved by Ida Holm', 'goes to Defender');
    expect(buttonsOf(world, again)).toEqual(['Remove app restriction…']);
    expect(sent()).toHaveLength(1);
  }, 60_000);

  test('since its card and its thread were deleted while it ran is told to its end under another card', async () => {
    const { card, channel, machineId } = await running();
    for (const reply of world.slack.channel(channel).thread(card.ts)) world.slack.removeMessage(reply);
    world.slack.removeMessage(card);
    finish(machineId);
    const again = await world.slack.until(() => world.slack.channel(channel).messages()[0], {
      timeoutMs: 15_000,
      what: 'the new card',
    });
    await world.shows(again, 'Posted again: the first one was deleted.', 'Succeeded');
    await world.told(again, 'Succeeded after');
  }, 60_000);
});
