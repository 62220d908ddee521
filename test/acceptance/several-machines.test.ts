import { severalIn } from './several-world';
import { buttonsOf, roomySeed } from './scenes';
import { estate, roomyWorld } from './trial';
import { POLICY, type World } from './world';

const RULES = `${POLICY}most_machines: 26
rules:
  - name: Crown jewels
    when: { machine: { tags: [tier-0] } }
    quorum: 2
    expires_in: 10m
  - name: Never from chat
    when: { machine: { tags: [never] } }
    deny: Call the owner.
`;

describe('several machines, one decision', () => {
  let world: World;
  const machines = estate(60).map((machine, index) => ({
    ...machine,
    ...(index === 50 ? { machineTags: ['tier-0'] } : {}),
    ...(index === 51 ? { machineTags: ['never'] } : {}),
    ...(index === 40 ? { lastIpAddress: '10.99.0.1' } : {}),
    ...(index >= 56 ? { computerDnsName: 'twin.contoso.example' } : {}),
  }));
  let rooms = 0;
  let next = 0;
  /** A channel of its own, and machines that no other test uses. */
  const scene = (count: number) => {
    const own = machines.slice(next, next + count);
    next += count;
    const names = own.map(({ computerDnsName }) => computerDnsName.split('.')[0] ?? '');
    return { ...severalIn(world, `C0ROOM${rooms++}`), own, names, list: names.join(',') };
  };
  const markOf = (index: number) => machines[index]?.computerDnsName.split('.')[0] ?? '';

  beforeAll(async () => {
    world = await roomyWorld(machines, {
      slack: { seed: roomySeed, rateLimits: 'off' },
      policy: RULES,
    });
    await world.start();
  });
  afterAll(() => world.stop());
  afterEach(() => {
    expect(world.slack.violations).toEqual([]);
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  test('are asked for with one command, approved with one click, sent once each, and told in one message and a summary', async () => {
    const here = scene(3);
    const card = await here.ask(`restrict ${here.list} beaconing to a known C2`);
    const shown = world.slack.plainText(card);
    expect(shown).toContain('and 2 more');
    for (const { computerDnsName } of here.own) expect(shown).toContain(computerDnsName);
    await world.ida.click(card, 'Approve');
    const summary = await here.summary(card);
    expect(summary).toContain('All 3 machines have come to their end: 3 succeeded.');
    const actions = world.defender.actions().filter(({ machineId }) => here.own.some(({ id }) => id === machineId));
    expect(actions.map(({ requestorComment }) => requestorComment?.split('\n')[0]).sort()).toEqual(
      here.own.map(({ id }) =>
        expect.stringMatching(new RegExp(`^\\[twokey [0-9A-Z]{8}/1 ${id}\\] beaconing to a known C2$`)),
      ),
    );
    const progress = await here.progressed(card, '3 machines: 3 succeeded.');
    for (const [index, { computerDnsName }] of here.own.entries()) {
      const own = actions.find(({ machineId }) => machineId === here.own[index]?.id);
      expect(progress).toContain(`${computerDnsName}: Succeeded, Machine Action ${own?.id}`);
    }
    await world.shows(card, '3 succeeded.');
    expect(here.progress(card)).toHaveLength(1);
    // What is late is said together: paragraphs count, and not messages.
    const notes = here.texts(card).filter((text) => !here.progress(card).includes(text));
    expect(notes.flatMap((text) => text.split('\n')).sort()).toEqual([
      expect.stringMatching(/^All 3 machines have come to their end: 3 succeeded\. Asked by @Rosa Diaz/),
      expect.stringMatching(/^Approved by Ida Holm: 1 of 1 given\. /),
    ]);
  }, 60_000);

  test('of which some are not known or not clear are not asked for, and all of those are named', async () => {
    const here = scene(1);
    const ip = '10.99.0.1';
    const twins = machines.slice(56);
    await world.rosa.command(`C0ROOM${rooms - 1}`, `/defender restrict ${here.list},nope,twin,${ip} x`);
    await here.whispered(
      'Defender knows no machine “nope”',
      'Several machine records match “twin”',
      `An IP address may have moved to another machine: “${ip}”`,
      '“twin” may be:',
      ...twins.map(({ computerDnsName, id }) => `${computerDnsName}, id ${id}, last seen `),
      `“${ip}” was lately the address of:`,
      `${machines[40]?.computerDnsName}, id ${machines[40]?.id}, last seen `,
    );
    expect(world.slack.channel(`C0ROOM${rooms - 1}`).messages()).toEqual([]);
  });

  test('beyond the limit are not asked for, and the answer names the count and the limit', async () => {
    const here = scene(0);
    const names = Array.from({ length: 27 }, (_, index) => markOf(index)).join(',');
    await world.rosa.command(`C0ROOM${rooms - 1}`, `/defender restrict ${names} x`);
    await here.whispered('You named 27 machines; the policy allows 26 in one request.');
  });

  test('hold the terms of the strictest of them, and one that is denied denies all', async () => {
    const here = scene(1);
    const card = await here.ask(`restrict ${here.list},${markOf(50)} x`);
    await world.shows(card, '0 of 2 given', `Crown jewels, for ${machines[50]?.computerDnsName}: 2 approvals`);
    await world.ida.click(card, 'Approve');
    await world.shows(card, '1 of 2 given');
    expect(world.sent().filter(({ path }) => here.own.some(({ id }) => path.includes(id)))).toEqual([]);
    await world.rosa.command(`C0ROOM${rooms - 1}`, `/defender scan ${here.list},${markOf(51)} x`);
    await here.whispered(`“Never from chat” does not allow this for ${machines[51]?.computerDnsName}: Call the owner.`);
  });

  test('of which one has the same open already are not asked for, and that one is named', async () => {
    const here = scene(2);
    const first = await here.ask(`restrict ${here.names[0]} x`);
    const id = /Request ([0-9A-Z]{8})/.exec(world.slack.plainText(first))?.[1];
    await world.rosa.command(`C0ROOM${rooms - 1}`, `/defender restrict ${here.list} x`);
    await here.whispered(`already asked for, or running, on ${here.own[0]?.computerDnsName}: request ${id}.`);
  });

  test('of which some fail do not stop the others, and just those are asked for again', async () => {
    const here = scene(3);
    const [refused, failed] = here.own;
    world.defender.fault({
      method: 'POST',
      path: new RegExp(refused?.id ?? ''),
      kind: 'custom',
      status: 403,
      body: {
        error: { code: 'Forbidden', message: 'Not this one', target: 'corr-9' },
      },
    });
    world.defender.progress = (action) =>
      action.machineId === failed?.id
        ? [{ afterMs: 60, status: 'Failed', errorHResult: -1 }]
        : [{ afterMs: 120, status: 'Succeeded' }];
    const card = await here.ask(`restrict ${here.list} x`);
    await world.ida.click(card, 'Approve');
    const summary = await here.summary(card);
    expect(summary).toContain('1 succeeded, 2 failed');
    expect(summary).toContain(`${refused?.computerDnsName} (refused, so nothing was done: “`);
    expect(summary).toContain(`${failed?.computerDnsName} (the machine or Defender could not carry it out)`);
    expect(summary).toContain(`/defender restrict ${refused?.computerDnsName},${failed?.computerDnsName}`);
    await world.shows(card, 'Rosa Diaz can press Ask again for just those that did not succeed.');
    expect(buttonsOf(world, card)).toContain('Ask again');
    await world.rosa.click(card, 'Ask again');
    const again = await here.nextCard();
    const shown = world.slack.plainText(again);
    expect(shown).toContain(refused?.computerDnsName ?? '?');
    expect(shown).toContain(failed?.computerDnsName ?? '?');
    expect(shown).not.toContain(here.own[2]?.computerDnsName ?? '?');
    world.defender.progress = [{ afterMs: 60, status: 'Succeeded' }];
    await world.ida.click(again, 'Approve');
    expect(await here.summary(again)).toContain('All 2 machines have come to their end: 2 succeeded.');
  }, 60_000);

  test('twenty-five are all named on one card, within what Slack takes, and each is sent once', async () => {
    const here = scene(25);
    const card = await here.ask(`scan ${here.list} quick sweep after the finding`);
    const shown = world.slack.plainText(card);
    for (const { computerDnsName } of here.own) expect(shown).toContain(computerDnsName);
    expect(card.blocks.length).toBeLessThan(20);
    await world.ida.click(card, 'Approve');
    expect(await here.summary(card)).toContain('All 25 machines have come to their end: 25 succeeded.');
    const progress = await here.progressed(card, '25 succeeded');
    for (const { computerDnsName } of here.own) expect(progress).toContain(`${computerDnsName}: Succeeded`);
    expect(here.progress(card)).toHaveLength(1);
    const counts = here.own.map(({ id }) => world.sent().filter(({ path }) => path.includes(id)).length);
    expect(counts).toEqual(here.own.map(() => 1));
  }, 90_000);

  test('that run are cancelled together by the request’s name', async () => {
    world.defender.progress = 'manual';
    const here = scene(2);
    const card = await here.ask(`restrict ${here.list} x`);
    const id = /Request ([0-9A-Z]{8})/.exec(world.slack.plainText(card))?.[1];
    await world.ida.click(card, 'Approve');
    await here.progressed(card, '2 running');
    const cancelling = await here.ask(`cancel ${id} wrong ones`);
    await world.ida.click(cancelling, 'Approve');
    expect(await here.summary(cancelling)).toContain('2 succeeded');
    expect(await here.summary(card)).toContain('2 cancelled');
  }, 60_000);
});
