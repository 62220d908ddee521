import { createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

const DAY_MS = 24 * 3_600_000;
const wireTime = (at: number): string => new Date(at).toISOString();

describe.each<Transport>(['http', 'socket'])('/defender contained over %s', (transport) => {
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
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
    world.slack.reloadClients();
  });

  /** Has something done on a scene's machine through Twokey, to its end. */
  const done = async (here: ReturnType<typeof scene>, verb: string, words?: string) => {
    const card = await here.ask(verb, words);
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Succeeded after');
    return card;
  };
  /** Somebody did it in the portal, so many days ago. */
  const inThePortal = (machineId: string, type: string, daysAgo: number, more: { status?: string } = {}) => {
    const at = wireTime(Date.now() - daysAgo * DAY_MS);
    const { id } = world.defender.portalAction({ machineId, type, status: 'Succeeded', comment: 'by hand', ...more });
    world.defender.change(id, { creationDateTimeUtc: at, lastUpdateDateTimeUtc: at });
    return id;
  };
  const ask = async (here: ReturnType<typeof scene>, ...words: string[]) => {
    // Defender's list is kept for ten seconds, and until something is sent.
    await done(scene(), 'scan');
    return asked(here, ...words);
  };
  const asked = async ({ type, whispered }: ReturnType<typeof scene>, ...words: string[]) => {
    world.slack.reloadClients();
    await type('contained');
    return whispered(world.rosa, 'isolated or restricted now', 'What this cannot know', ...words);
  };
  const lineOf = (answer: string, machine: string): string => {
    const from = answer.indexOf(machine);
    return from < 0 ? '' : (answer.slice(from, from + 420).split('•')[0] ?? '');
  };

  test('tells what was done through Twokey and in the portal together, each with its source, privately', async () => {
    const ours = scene();
    const theirs = scene();
    const card = await done(ours, 'isolate', 'seen beaconing to <C2> & more');
    inThePortal(theirs.machineId, 'RestrictCodeExecution', 30);
    const reads = world.defender.log.length;
    const answer = await ask(ours, ours.machine, theirs.machine);
    const mine = lineOf(answer, ours.machine);
    for (const words of [
      `${ours.machine}.contoso.example: Isolated (full) since `,
      'Asked through Twokey by Rosa Diaz, approved by Ida Holm: “seen beaconing to <C2> & more”. Request ',
      'Source: Twokey’s record and Defender’s list.',
    ]) {
      expect(mine).toContain(words);
    }
    const foreign = lineOf(answer, theirs.machine);
    for (const words of [
      `${theirs.machine}.contoso.example: Restricted to programs signed by Microsoft since `,
      'Not asked through this Twokey: in the portal, or by another app. Defender says by noor.haddad@contoso.example: “by hand”',
      'Source: Defender’s list.',
    ]) {
      expect(foreign).toContain(words);
    }
    expect(answer).toContain('Defender’s list was read back to ');
    const permalink = `https://example.slack.com/archives/${card.channel}/p${card.ts.replace('.', '')}`;
    const blocks = JSON.stringify(
      world.slack.ephemerals({ user: world.rosa.id, channel: ours.channel }).at(-1)?.blocks,
    );
    expect(blocks).toContain(permalink.slice(permalink.indexOf('/archives')));
    expect(world.slack.channel(ours.channel).messages()).toHaveLength(1);
    const asked = world.defender.log.slice(reads).filter(({ query }) => query['$filter']?.includes('type eq'));
    expect(asked).toHaveLength(1);
    expect(asked[0]?.query['$filter']).toMatch(
      /^\(type eq 'Isolate' or type eq 'Unisolate' or type eq 'RestrictCodeExecution' or type eq 'UnrestrictCodeExecution'\) and creationDateTimeUtc ge \d{4}-\d\d-\d\dT\d\d:00:00\.000Z$/,
    );
  });

  test('a release ends it, one that failed or was cancelled does not, and one that runs is told', async () => {
    const here = scene();
    inThePortal(here.machineId, 'Isolate', 1);
    for (const status of ['Failed', 'Cancelled', 'TimeOut']) inThePortal(here.machineId, 'Unisolate', 0.5, { status });
    expect(lineOf(await ask(scene(), here.machine), here.machine)).toContain('Isolated');
    const { progress } = world.defender;
    world.defender.progress = (action) => {
      if (action.type === 'Unisolate' || typeof progress === 'string') return 'manual';
      return typeof progress === 'function' ? progress(action) : progress;
    };
    const card = await here.ask('release');
    await world.ida.click(card, 'Approve');
    await world.told(card, 'Sent to Defender');
    expect(lineOf(await ask(scene(), here.machine, 'Its release is Pending'), here.machine)).toContain(
      'Its release is',
    );
    world.defender.progress = progress;
    await world.told(card, 'Succeeded after');
    expect(await ask(scene())).not.toContain(here.machine);
  });

  test('an isolation of more than seven days is told as lifted by Defender itself', async () => {
    const old = scene();
    const young = scene();
    const ancient = scene();
    inThePortal(old.machineId, 'Isolate', 8);
    inThePortal(young.machineId, 'Isolate', 6);
    inThePortal(ancient.machineId, 'Isolate', 15);
    const answer = await ask(scene(), old.machine, young.machine);
    const lifted = answer.indexOf('Lifted by Defender itself after 7 days, so not isolated any more');
    expect(lifted).toBeGreaterThan(answer.indexOf(young.machine));
    expect(answer.indexOf(old.machine)).toBeGreaterThan(lifted);
    expect(answer).not.toContain(ancient.machine);
  });

  test('while Defender cannot be asked it is Twokey’s part alone, and says so', async () => {
    const here = scene();
    const portal = scene();
    await done(here, 'restrict');
    inThePortal(portal.machineId, 'Isolate', 1);
    const fault = world.defender.fault({
      method: 'GET',
      path: /machineactions/,
      kind: 'custom',
      status: 403,
      times: 99,
    });
    const answer = await asked(here, 'This is Twokey’s part alone', here.machine);
    expect(lineOf(answer, here.machine)).toContain('Source: Twokey’s record.');
    expect(answer).not.toContain(portal.machine);
    expect(answer).not.toContain('was read back to');
    fault.clear();
  });

  test('many are cut, with a count of what is left out and how to see it', async () => {
    for (let index = 0; index < 40; index += 1) {
      const machineId = index.toString(16).padStart(2, '0').repeat(20);
      world.defender.machines.add({ id: machineId, computerDnsName: `many-${index}.contoso.example` });
      inThePortal(machineId, 'RestrictCodeExecution', 40 + index);
    }
    const answer = await ask(scene(), 'more are left out here; /defender machine NAME tells each of them');
    expect(answer).toMatch(/^4\d machines are isolated or restricted now\./m);
  });

  test('is told to nobody who may neither ask nor approve, and costs Defender nothing', async () => {
    const here = scene();
    const reads = () => world.defender.log.filter(({ query }) => query['$filter']?.includes('type eq')).length;
    const before = reads();
    for (const [id, why] of [
      ['U0MAX', 'Only those who may ask or approve can see this'],
      ['U0GUEST', 'is a guest'],
    ] as const) {
      const person = world.slack.as(id);
      await here.type('contained', person);
      const answer = await here.whispered(person, why);
      expect(answer).not.toContain('isolated or restricted now');
    }
    expect(reads()).toBe(before);
  });
});
