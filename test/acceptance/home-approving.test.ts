import { homeIs, homeShows, homeText, homeView } from './home-of';
import { roomySeed } from './scenes';
import { severalIn } from './several-world';
import { estate, roomyWorld } from './trial';
import { POLICY, type World } from './world';

const RULES = `${POLICY}most_machines: 26
rules:
  - name: Crown jewels
    when: { machine: { tags: [tier-0] } }
    quorum: 2
    expires_in: 10m
`;

describe('whoever approves in Home', () => {
  let world: World;
  const machines = estate(60).map((machine, index) => ({
    ...machine,
    ...(index === 0 ? { machineTags: ['tier-0'], rbacGroupName: 'Domain services' } : {}),
  }));
  let rooms = 0;
  let next = 0;
  const scene = (count: number) => {
    const own = machines.slice(next, next + count);
    next += count;
    const list = own.map(({ computerDnsName }) => computerDnsName.split('.')[0]).join(',');
    return { ...severalIn(world, `C0ROOM${rooms++}`), own, list };
  };
  beforeAll(async () => {
    world = await roomyWorld(machines, {
      slack: { seed: roomySeed, rateLimits: 'off', events: ['app_home_opened'] },
      policy: RULES,
    });
    await world.start();
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.defender.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('has seen what the card tells: the machine, what is in force, why, for how long, by which rule, and who has approved', async () => {
    const { ida, tom, defender } = world;
    const here = scene(1);
    const [machine] = here.own;
    if (machine === undefined) throw new Error('there is no machine');
    defender.portalAction({ machineId: machine.id, type: 'RestrictCodeExecution', status: 'Succeeded' });
    const comment = `${'lateral movement from the jump host '.repeat(20)}(ticket 4711)`;
    const card = await here.ask(`isolate ${here.list} full for 4h ${comment}`);
    await tom.click(card, 'Approve');
    await world.told(card, 'Tom Berg');
    ida.openHome();
    const home = await homeShows(world, ida, machine.computerDnsName, 'Approvals: 1 of 2 given, by Tom Berg');
    for (const words of [
      `Isolate: ${machine.computerDnsName}`,
      'Group: Domain services',
      'Tags: tier-0',
      `On ${machine.computerDnsName} when this was asked`,
      'Restricted since',
      'How long: for 4 hours',
      'Crown jewels',
      'Still needed: 1 from',
      comment,
      'see its card',
      'open the machine in the Defender portal',
    ]) {
      expect(home).toContain(words);
    }
    await ida.click(homeView(world, ida), 'Approve');
    await world.shows(card, 'Succeeded');
    await homeShows(world, ida, 'Nothing waits for you');
  });

  test('sees every machine of many requests whole, with the way to the cards of those that there is no room for', async () => {
    const { ida, slack } = world;
    const large = scene(25);
    const cards = [await large.ask(`restrict ${large.list} a campaign`)];
    for (let count = 0; count < 9; count += 1) {
      const small = scene(1);
      cards.push(await small.ask(`restrict ${small.list} beaconing ${count}`));
    }
    ida.openHome();
    const home = await homeShows(world, ida, 'Waiting for your approval (10)', 'What you can do here');
    for (const { computerDnsName } of large.own) expect(home).toContain(computerDnsName);
    const approvable = (JSON.stringify(homeView(world, ida).content).match(/"action_id":"home-approve"/g) ?? []).length;
    expect(approvable).toBeGreaterThanOrEqual(7);
    expect(home).toContain(`Also waiting, on their cards (${10 - approvable})`);
    // Whoever approves one sees the next in its place.
    const [first, ...others] = cards;
    if (first === undefined) throw new Error('there is no card');
    await ida.click(homeView(world, ida), 'Approve', { beside: 'and 24 more' });
    await large.summary(first);
    await homeShows(world, ida, 'Waiting for your approval (9)');
    for (const card of others) await world.rosa.click(card, 'Withdraw');
    await homeIs(world, ida, 'where nothing waits', (text) => text.includes('Nothing waits for you'));
    expect(homeText(world, ida)).not.toContain('Also waiting');
    expect(slack.violations).toEqual([]);
  }, 60_000);
});
