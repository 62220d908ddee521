import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { MACHINE_IDS } from '../../simulator/defender/machine-seed';
import { DEFAULT_RATE_LIMITS } from '../../simulator/defender/rate-window';
import type { Person } from '../../simulator/slack/people/person';
import type { Message } from '../../simulator/slack/workspace/messages';
import { serverUrl } from '../store/fresh-database';
import { startReplicas } from './replicas';
import { ask, estate } from './trial';
import { INCIDENT, startWorld, type World } from './world';

const GET = 'Get the package';

/** Everything that the bot has stored, byte by byte. */
const storedIn = (folder: string): string =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path).isFile())
    .map((path) => readFileSync(path, 'latin1'))
    .join('\n');

const linksOf = (world: World, person: Person, channel = INCIDENT): readonly string[] =>
  world.slack
    .ephemerals({ user: person.id, channel })
    .flatMap((message) => [...JSON.stringify(message.blocks).matchAll(/"url":"([^"]*safedownload[^"]*)"/g)])
    .map(([, url = '']) => url);

const asked = (world: World): number => world.defender.log.filter(({ route }) => route === 'getPackageUri').length;

describe('an investigation package', () => {
  let world: World;
  let card: Message;
  beforeAll(async () => {
    world = await startWorld({ defender: { behaviour: { progress: 'manual' } } });
    await world.start();
    card = await world.ask('collect web-01 find out what ran');
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Running: Pending');
  });
  afterAll(() => world.stop());

  test('is collected by one call, and has no button before it is there', async () => {
    expect(world.sent()).toEqual([
      expect.objectContaining({
        path: `/api/machines/${MACHINE_IDS.web01}/collectInvestigationPackage`,
        body: {
          Comment: expect.stringMatching(
            /^\[twokey [0-9A-Z]{8}\/1\] find out what ran\nRequested by Rosa Diaz \(U0ROSA\); approved by Ida Holm \(U0IDA\)$/,
          ),
        },
      }),
    ]);
    expect(JSON.stringify(world.slack.current(card).blocks)).not.toContain(GET);
    const [action] = world.defender.actions();
    world.defender.finish(action?.id ?? '', 'Succeeded');
    await world.shows(card, 'Succeeded', GET);
  });

  test('is for the people of the request, each in private, and for nobody else', async () => {
    const { rosa, ida, tom, slack } = world;
    await tom.click(card, GET);
    await world.whispered(tom, 'is for whoever asked for it and whoever approved it', 'Ask one of them');
    expect(asked(world)).toBe(0);
    await rosa.click(card, GET);
    await world.whispered(rosa, 'Investigation package of web-01.contoso.example: download it', 'Only you see this');
    await ida.click(card, GET);
    await world.whispered(ida, 'Investigation package of web-01.contoso.example: download it');
    const [action] = world.defender.actions();
    const link = `https://userrequests-us.securitycenter.windows.com:443/safedownload/WDATP_Investigation_Package.zip?token=${action?.id}`;
    expect([linksOf(world, rosa), linksOf(world, ida), linksOf(world, tom)]).toEqual([[link], [link], []]);
    expect(JSON.stringify(slack.channel(INCIDENT).messages())).not.toContain('safedownload');
    expect(JSON.stringify(slack.channel(INCIDENT).thread(card.ts))).not.toContain('safedownload');
  });

  test('has a limit of its own: who comes too often is told when to click again, and Defender is not asked', async () => {
    const { rosa, defender } = world;
    await rosa.click(card, GET);
    await world.whispered(rosa, 'Defender gives 2 links to packages a minute and 120 an hour', 'There are more from');
    expect(asked(world)).toBe(2);
    expect(defender.violations).toEqual([]);
  });

  test('leaves who got it on record, and the link nowhere', async () => {
    const { rosa } = world;
    const id = /Request ([0-9A-Z]{8})\b/.exec(await world.shows(card, 'Request '))?.[1];
    await rosa.command(INCIDENT, `/defender history ${id}`);
    await world.whispered(rosa, 'Rosa Diaz', 'was given the link to the package of Machine Action');
    await world.bot().end('SIGTERM');
    expect(storedIn(world.folder)).toContain('package-link');
    expect(storedIn(world.folder)).not.toContain('safedownload');
    expect(JSON.stringify(world.bot().lines)).not.toContain('safedownload');
  });
});

if (serverUrl === undefined) {
  test.skip('packages with several replicas: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  test('three clicks at once on two replicas make two calls, and one is told when to come again', async () => {
    const [machine, ...machines] = estate(2);
    if (machine === undefined) throw new Error('no machine');
    const rateLimits = DEFAULT_RATE_LIMITS.map((limit) =>
      limit.route === undefined ? { ...limit, calls: 5_000 } : limit,
    );
    const two = await startReplicas(2, [machine, ...machines], { defender: { rateLimits } });
    try {
      const { world } = two;
      const trial = await ask(world, machine, 'collect');
      await trial.approve();
      await trial.shows('Succeeded', GET);
      const people = [world.rosa, world.ida, world.rosa];
      await Promise.all(people.map((person) => person.click(world.slack.current(trial.card), GET)));
      const said = () => [world.rosa, world.ida].flatMap(({ id }) => world.slack.ephemerals({ user: id }));
      await world.slack.until(() => said().length === 3, { timeoutMs: 20_000 });
      const words = said().map((message) => world.slack.plainText(message));
      expect(words.filter((text) => text.includes('download it'))).toHaveLength(2);
      expect(words.filter((text) => text.includes('There are more from'))).toHaveLength(1);
      expect(asked(world)).toBe(2);
      expect(world.defender.violations).toEqual([]);
    } finally {
      await two.stop();
    }
  }, 90_000);
}
