import { DatabaseSync } from '@photostructure/sqlite';
import { recordOf, refusedOf, storeOf } from './record';
import { createScenes, startRoomyWorld } from './scenes';
import type { Transport, World } from './world';

const HOURS_AGO = new Date(Date.now() - 5 * 3_600_000).toISOString();

describe.each<Transport>(['http', 'socket'])('what was refused is on record, over %s:', (transport) => {
  let world: World;
  let scene: ReturnType<typeof createScenes>;
  beforeAll(async () => {
    world = await startRoomyWorld(transport);
    await world.start();
    scene = createScenes(world);
  });
  afterAll(() => world.stop());
  let before = 0;
  beforeEach(() => {
    before = recordOf(world).length;
    world.slack.reloadClients();
  });
  afterEach(() => {
    world.slack.heal();
    expect(world.bot().lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  const since = (personId: string) => refusedOf(world, personId).filter(({ seq }) => seq > before);
  const recorded = (personId: string, count: number) =>
    world.slack.until(() => (since(personId).length >= count ? since(personId) : undefined), {
      timeoutMs: 10_000,
      what: `${count} refused attempts of ${personId} on record`,
    });

  test('an ask, with who, what, where, why not, the delivery and the policy', async () => {
    const { type, whispered, channel } = scene();
    await type('scan nothing-here full odd files');
    await whispered(world.rosa, 'Defender knows no machine “nothing-here”');
    expect(await recorded('U0ROSA', 1)).toEqual([
      {
        seq: expect.any(Number),
        requestId: null,
        kind: 'ask-refused',
        actor: { id: 'U0ROSA', name: 'Rosa Diaz' },
        facts: {
          kind: 'ask-refused',
          verb: 'scan',
          machine: 'nothing-here',
          parameter: 'full',
          channel,
          code: 'machine-not-found',
          says: 'Defender knows no machine “nothing-here”.',
        },
        delivery: expect.stringMatching(/.+/),
        policyHash: expect.stringMatching(/^[0-9a-f]{16}$/),
      },
    ]);
  });

  test('an ask by somebody who may not, and not one that was mistyped', async () => {
    const { type, whispered, machine } = scene();
    await type(`restrikt ${machine} odd files`, world.max);
    await whispered(world.max, 'is not something that Twokey can do');
    await type(`restrict ${machine} odd files`, world.max);
    await whispered(world.max, 'does not let you ask');
    const attempts = await recorded('U0MAX', 1);
    expect(attempts.map(({ facts }) => facts['code'])).toEqual(['not-a-requestor']);
    expect(attempts[0]?.actor).toEqual({ id: 'U0MAX', name: 'Max Roth' });
  });

  test('Deny by somebody who may not: once for the click, whose form never opens', async () => {
    const { ask, whispered } = scene();
    const card = await ask('restrict');
    await world.max.click(card, 'Deny');
    await whispered(world.max, 'does not let you decide');
    const attempts = await recorded('U0MAX', 1);
    expect(attempts).toMatchObject([{ kind: 'refused', facts: { attempted: 'denied', code: 'not-an-approver' } }]);
    expect(attempts[0]?.requestId).not.toBeNull();
    expect(world.max.openView()).toBeUndefined();
  });

  test('a denial that came too late: once, for the form that was sent and not for the click', async () => {
    const { ask, whispered } = scene();
    const card = await ask('restrict');
    await world.ida.click(card, 'Deny');
    const view = await world.ida.nextView();
    await world.rosa.click(card, 'Withdraw');
    await world.shows(card, 'Withdrawn');
    await world.ida.submit(view, { Reason: 'Not this one.' });
    await whispered(world.ida, 'Too late', 'Not this one.');
    expect(await recorded('U0IDA', 1)).toMatchObject([{ facts: { attempted: 'denied', code: 'decided' } }]);
  });

  test('Withdraw by somebody else', async () => {
    const { ask, whispered } = scene();
    const card = await ask('restrict');
    await world.tom.click(card, 'Withdraw');
    await whispered(world.tom, 'Only Rosa Diaz, who asked for this, can withdraw it');
    expect(await recorded('U0TOM', 1)).toMatchObject([
      { facts: { attempted: 'withdrawn', code: 'not-the-requestor' } },
    ]);
  });

  test.each([
    ['a value that nobody wrote', { value: 'approve everything' }, 'card-changed'],
    ['no value', { value: undefined }, 'card-changed'],
    ['the value of a request that there is not', { value: 'NOSUCH binding post' }, 'unknown-request'],
  ])('a button with %s', async (_, tamper, code) => {
    const { ask, whispered, sent } = scene();
    const card = await ask('restrict');
    await world.ida.click(card, 'Approve', { tamper });
    await whispered(
      world.ida,
      code === 'card-changed' ? 'does not belong to the request' : 'There is no request “NOSUCH”',
    );
    expect(await recorded('U0IDA', 1)).toMatchObject([
      { requestId: null, facts: { attempted: 'approved', code }, delivery: expect.stringMatching(/.+/) },
    ]);
    expect(sent()).toEqual([]);
  });

  test('a click while Slack does not say who it is: on record, and the next one counts', async () => {
    const { ask, whispered } = scene();
    const card = await ask('restrict');
    world.slack.fail('users.info', { error: 'internal_error' }, 9);
    await world.ida.click(card, 'Approve');
    await whispered(world.ida, 'Slack');
    const attempts = await recorded('U0IDA', 1);
    expect(attempts).toMatchObject([{ facts: { attempted: 'approved', code: 'identity-unknown' } }]);
    world.slack.heal();
    await world.ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
  });

  test('once, when the process is killed behind it and the delivery comes again', async () => {
    const { ask, whispered } = scene();
    const card = await ask('restrict');
    const click = await world.max.click(card, 'Approve');
    await whispered(world.max, 'does not let you decide');
    await world.bot().end('SIGKILL');
    await world.start();
    await world.slack.redeliver(click);
    // What comes after it on the same way has been worked through by then.
    await world.max.click(card, 'Approve');
    await recorded('U0MAX', 2);
    await world.rosa.click(card, 'Withdraw');
    await world.shows(card, 'Withdrawn');
    expect(since('U0MAX')).toHaveLength(2);
  });
});

describe('a delivery is known for as long as its request is', () => {
  let world: World;
  beforeAll(async () => {
    world = await startRoomyWorld('http');
    await world.start();
  });
  afterAll(() => world.stop());

  test('hours later, signed afresh and after a restart, a command and a click do nothing', async () => {
    const { slack, ida, rosa, tom } = world;
    const { channel, machine, nextCard, sent } = createScenes(world)();
    const command = await rosa.command(channel, `/defender scan ${machine} odd files`);
    const card = await nextCard();
    const approval = await ida.click(card, 'Approve');
    await world.shows(card, 'Succeeded');
    const refusal = await tom.click(card, 'Approve', { as: 'given' });
    await world.whispered(tom, 'Too late');
    await world.bot().end('SIGTERM');
    // All of it came hours ago: bodies are erased by then, and nothing else is forgotten.
    const file = new DatabaseSync(storeOf(world));
    file.prepare('update delivery set received_at = ?').run(HOURS_AGO);
    file.close();
    await world.start();
    const bodies = () => {
      const other = new DatabaseSync(storeOf(world), { readOnly: true });
      const left = other.prepare('select count(*) as n from delivery where body is not null').get();
      other.close();
      return Number({ ...left }['n']);
    };
    while (bodies() > 0) await new Promise((resolve) => setImmediate(resolve));
    slack.reloadClients();
    const before = recordOf(world).length;
    for (const { letter } of [command, approval, refusal]) {
      expect((await slack.post({ body: letter.body })).status).toBe(200);
    }
    // What comes after them on the same way has been worked through by then.
    await rosa.command(channel, '/defender status');
    await world.whispered(rosa, 'Nothing waits for approval');
    expect(recordOf(world)).toHaveLength(before);
    expect(slack.channel(channel).messages()).toHaveLength(1);
    expect(slack.ephemerals({ user: tom.id })).toEqual([]);
    expect(sent()).toHaveLength(1);
  });
});
