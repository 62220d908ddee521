import { join } from 'node:path';
import type { Person } from '../../simulator/slack/people/person';
import { recordIn } from '../record';
import { createScenes, roomySeed, startRoomyWorld } from './scenes';
import type { World } from './world';

describe('somebody who wants to be told directly', () => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld('http', {
      slack: { seed: roomySeed, rateLimits: 'off', events: ['app_home_opened'] },
    });
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  afterEach(() => {
    world.slack.heal();
    expect(world.slack.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  const direct = ({ id }: Person) => world.slack.channel(`D${id.slice(1)}`).messages();
  const told = (person: Person, ...words: readonly string[]) =>
    world.slack.until(
      () => direct(person).find((message) => words.every((word) => world.slack.plainText(message).includes(word))),
      { timeoutMs: 20_000, what: `a direct message with ${JSON.stringify(words)}` },
    );
  const about = (person: Person, word: string) =>
    direct(person).filter((message) => world.slack.plainText(message).includes(word));
  const type = async (person: Person, words: string, ...answer: readonly string[]) => {
    await person.command('C0INCIDENT', `/defender ${words}`);
    await world.whispered(person, ...answer);
  };
  const recorded = (kind: string) =>
    recordIn(join(world.folder, 'data/twokey.db')).filter((entry) => entry.kind === kind);

  test('is told once what waits, with the way to its card, and not of their own', async () => {
    const { ida, tom, rosa } = world;
    await type(ida, 'subscribe', 'Direct messages are on.', 'writes to you directly', '/defender unsubscribe');
    await type(ida, 'subscribe', 'Direct messages are on already.');
    await type(tom, 'subscribe', 'Direct messages are on.');
    expect(recorded('subscribed')).toHaveLength(2);
    const { ask, machine, channel, sent } = scene();
    const card = await ask('restrict', 'beaconing to a known C2');
    const message = await told(ida, machine);
    expect(world.slack.plainText(message)).toContain(`Restrict app execution: ${machine}.contoso.example`);
    expect(world.slack.plainText(message)).toContain(`by Rosa Diaz in #${channel.toLowerCase().replace('c0', '')}`);
    expect(world.slack.plainText(message)).toContain(
      `decide on its card (https://harbour-security.slack.com/archives/${channel}/p${card.ts.replace('.', '')})`,
    );
    expect(world.slack.plainText(message)).toContain('beaconing to a known C2');
    await told(tom, machine);
    await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    const own = scene();
    await own.ask('restrict', 'seen beaconing', tom);
    await told(ida, own.machine);
    expect(about(ida, machine)).toHaveLength(1);
    expect(about(tom, own.machine)).toEqual([]);
    expect(about(rosa, machine)).toEqual([]);
    expect(sent()).toHaveLength(1);
  });

  test('who may not approve is told so, and is not subscribed', async () => {
    const answer = ['to those who may approve', '/defender status', 'Who can', '@approvers'];
    await type(world.rosa, 'subscribe', ...answer);
    expect(world.slack.ephemerals({ user: world.rosa.id }).map(world.slack.plainText).join()).not.toContain(
      'decide on',
    );
    expect(direct(world.rosa)).toEqual([]);
  });

  test('is not told of what was decided before it could be said', async () => {
    const { slack, ida } = world;
    const { ask, machine } = scene();
    slack.fail('chat.postMessage@U0IDA', { retryAfterSeconds: 3 }, 1_000);
    slack.fail('chat.postMessage@U0TOM', { retryAfterSeconds: 3 }, 1_000);
    const card = await ask('isolate');
    await slack.until(
      () =>
        slack.calls.some(
          ({ method, args }) =>
            method === 'chat.postMessage' && args['channel'] === 'U0IDA' && JSON.stringify(args).includes(machine),
        ),
      { timeoutMs: 15_000 },
    );
    await ida.click(card, 'Deny');
    await ida.submit(await ida.nextView(), { Reason: 'not ours' });
    await world.told(card, 'Denied by Ida Holm');
    slack.heal();
    const later = scene();
    await later.ask('restrict');
    await told(ida, later.machine);
    expect(about(ida, machine)).toEqual([]);
  });

  test('is told once although the process died in between, and marked where Slack’s answer was lost', async () => {
    const { slack, ida } = world;
    const { ask, machine } = scene();
    slack.fail('chat.postMessage@U0IDA', 'hang-after', 1);
    await ask('isolate');
    await slack.until(() => about(ida, machine).length > 0, { timeoutMs: 15_000 });
    await world.bot().end('SIGKILL');
    slack.heal();
    await world.start();
    await slack.until(() => about(ida, machine).length > 1, { timeoutMs: 30_000 });
    expect(about(ida, machine).map(slack.plainText)[1]).toContain('said again: Slack did not confirm the first');
    const later = scene();
    await later.ask('restrict');
    await told(ida, later.machine);
    expect(about(ida, machine)).toHaveLength(2);
  }, 60_000);

  test('turns it off in Home, and is told of nothing more', async () => {
    const { ida, tom, slack } = world;
    ida.openHome();
    const homeText = () => {
      const view = slack.home('U0IDA');
      return view === undefined ? '' : slack.plainText(view);
    };
    const view = await slack.until(
      () => (homeText().includes('Direct messages: on') ? slack.home('U0IDA') : undefined),
      {
        timeoutMs: 15_000,
      },
    );
    await ida.click(view, 'Turn off');
    await slack.until(() => homeText().includes('Direct messages: off'), { timeoutMs: 15_000 });
    const { ask, machine } = scene();
    await ask('restrict');
    await told(tom, machine);
    expect(about(ida, machine)).toEqual([]);
    expect(recorded('unsubscribed')).toHaveLength(1);
  });
});
