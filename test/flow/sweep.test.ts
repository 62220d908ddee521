import { Fault } from '../../src/domain/fault';
import { alice, bob, carol, dave, faultWith, group, HOUR, MINUTE, SECOND, T } from '../domain/builders';
import { recordIn } from '../record';
import { useWorld, type World } from './world';

const here = useWorld();

const sweeping = async (world: World, forMs = 0) => {
  const loop = world.sweep();
  loop.wake();
  await world.clock.move(forMs);
  return loop;
};
const told = async (world: World) =>
  (await world.posts.due(world.clock.now(), 99)).map(({ event }) => event.happening.kind);

describe('a request that nobody decides', () => {
  it('expires at its time, as soon as no click can be on its way in any more', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await sweeping(world, 30 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('pending waiting');
    await world.clock.move(2 * SECOND + 1);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect((await world.dossierOf(requestId)).request.decision?.at).toBe(T + 30 * MINUTE);
    expect(await told(world)).toContain('expired');
  });

  it('does not expire before its card is posted', async () => {
    const { world } = here;
    await world.asking();
    await sweeping(world, 2 * HOUR);
    expect(await world.statusOf('REQ1')).toBe('pending waiting');
  });

  it('does not expire while a click that came in time is being decided', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const click = await world.clickBy(bob, requestId, { arrivedAt: T + 30 * MINUTE });
    await sweeping(world, 31 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('pending waiting');
    expect(await world.review.approve(click)).toEqual({ kind: 'done' });
    await world.clock.move(MINUTE);
    expect(await world.statusOf(requestId)).toBe('approved ready');
  });

  it('does not expire under a click that was stored a moment after it came', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await sweeping(world, 30 * MINUTE + SECOND);
    const click = await world.clickBy(bob, requestId, { arrivedAt: T + 30 * MINUTE - 1 });
    await world.clock.move(MINUTE);
    expect(await world.review.approve(click)).toEqual({ kind: 'done' });
  });

  it('expires once a click that came in time was refused', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const click = await world.clickBy({ id: 'UALICE' }, requestId, { arrivedAt: T + 30 * MINUTE });
    await sweeping(world, 31 * MINUTE);
    expect((await world.review.approve(click)).kind).toBe('refused');
    await world.clock.move(11 * SECOND);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
  });
});

describe('what is approved and not sent in time', () => {
  it('needs approval again, and says so', async () => {
    const { world } = here;
    const requestId = await world.approved();
    await sweeping(world, 15 * MINUTE - 1);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    await world.clock.move(2);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect(await told(world)).toContain('not-sent');
  });

  it('is left alone while it is being sent', async () => {
    const { world } = here;
    const requestId = await world.approved();
    world.defender.nextAnswers.push(async () => ({ kind: 'ambiguous', fault: faultWith() }));
    const dispatch = world.dispatch();
    dispatch.wake();
    await world.clock.settle();
    await sweeping(world, HOUR);
    expect(await world.statusOf(requestId)).toBe('approved dispatching');
  });

  it('can be asked for again', async () => {
    const { world } = here;
    await world.approved();
    await sweeping(world, 16 * MINUTE);
    expect((await world.asking()).kind).toBe('opened');
  });
});

it('a bug with one request does not keep another from its end', async () => {
  const { world } = here;
  const first = await world.posted();
  const second = await world.posted({ verb: 'restrict' });
  const { commit } = world.store;
  world.store.commit = async (change) => {
    if (change.request?.id === first) throw new TypeError('bug');
    return commit(change);
  };
  await sweeping(world, 31 * MINUTE);
  expect(await world.statusOf(second)).toBe('expired not_sent');
  expect(world.logged('sweep.failed')[0]?.fields).toMatchObject({ requestId: first });
});

it('a store that fails is swept again when it works', async () => {
  const { world } = here;
  const requestId = await world.posted();
  await world.clock.move(31 * MINUTE);
  world.faults.set('commit', new Fault(faultWith({ system: 'store', code: 'full' })));
  await sweeping(world, 3 * SECOND);
  expect(world.logged('loop.failed').length).toBeLessThanOrEqual(4);
  world.faults.clear();
  await world.clock.move(2 * SECOND);
  expect(await world.statusOf(requestId)).toBe('expired not_sent');
});

it('wakes the others at its pace, and does not spin', async () => {
  const { world } = here;
  await sweeping(world, 60 * SECOND);
  expect(world.woken.filter((wake) => wake === 'sweep moved')).toHaveLength(7);
});

it('erases what holds secrets when those have run out, and keeps what is not done', async () => {
  const { world } = here;
  const done = await world.deliver();
  await world.deliveries.finish(done);
  await world.deliver();
  await sweeping(world, 36 * MINUTE);
  const left = await world.deliveries.takeOver(T + 36 * MINUTE, 9);
  expect(left.map(({ body }) => body)).toEqual(['{}']);
});

describe('a request that nobody answers', () => {
  const escalating = async (world: World) => {
    world.setPolicy({ escalation: { afterMs: 10 * MINUTE, to: group('SLEAD') } });
    return world.posted();
  };
  const calls = (world: World) => recordIn(world.path).filter(({ kind }) => kind === 'escalated');

  it('has others called once, some time after its card was posted', async () => {
    const { world } = here;
    const requestId = await escalating(world);
    await sweeping(world, 10 * MINUTE);
    expect(calls(world)).toEqual([]);
    await world.clock.move(3 * SECOND);
    expect(calls(world)).toMatchObject([
      { requestId, happening: { afterMs: 10 * MINUTE, to: { usergroups: ['SLEAD'] } } },
    ]);
    expect(await told(world)).toEqual(['escalated']);
    await world.clock.move(15 * MINUTE);
    await sweeping(world, MINUTE);
    expect(calls(world)).toHaveLength(1);
    expect(await world.statusOf(requestId)).toBe('pending waiting');
  });

  it('has others called however many sweep at the same moment', async () => {
    const { world } = here;
    await escalating(world);
    await world.clock.move(11 * MINUTE);
    const loops = [world.sweep(), world.sweep(), world.sweep()];
    for (const loop of loops) loop.wake();
    await world.clock.settle();
    expect(calls(world)).toHaveLength(1);
    expect(world.logged('request.escalated')).toHaveLength(1);
  });

  it.each([
    ['approved', 'approve'],
    ['denied', 'deny'],
    ['withdrawn', 'withdraw'],
  ] as const)('has nobody called once it is %s', async (_, decision) => {
    const { world } = here;
    const requestId = await escalating(world);
    const click = await world.clickBy(decision === 'withdraw' ? alice : bob, requestId);
    expect(await world.review[decision]({ ...click, words: 'no' })).toEqual({ kind: 'done' });
    await sweeping(world, 20 * MINUTE);
    expect(calls(world)).toEqual([]);
  });

  it('has nobody called when one of several approvals is given', async () => {
    const { world } = here;
    world.setPolicy({ quorum: 2 });
    const requestId = await escalating(world);
    await world.review.approve(await world.clickBy(bob, requestId));
    await sweeping(world, 20 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('pending waiting');
    expect(calls(world)).toEqual([]);
  });

  it('has nobody called while a click that came before is being decided, for a minute at the most', async () => {
    const { world } = here;
    const requestId = await escalating(world);
    await world.clickBy(bob, requestId, { arrivedAt: T + 10 * MINUTE - SECOND });
    await sweeping(world, 10 * MINUTE + 50 * SECOND);
    expect(calls(world)).toEqual([]);
    await world.clock.move(30 * SECOND);
    expect(calls(world)).toHaveLength(1);
  });

  it('has nobody called when that click was an approval', async () => {
    const { world } = here;
    const requestId = await escalating(world);
    const click = await world.clickBy(bob, requestId, { arrivedAt: T + 10 * MINUTE - SECOND });
    await sweeping(world, 10 * MINUTE + 5 * SECOND);
    expect(await world.review.approve(click)).toEqual({ kind: 'done' });
    await world.clock.move(5 * MINUTE);
    expect(calls(world)).toEqual([]);
  });

  it('has others called after a click that was refused', async () => {
    const { world } = here;
    const requestId = await escalating(world);
    expect((await world.review.approve(await world.clickBy(alice, requestId))).kind).toBe('refused');
    await sweeping(world, 11 * MINUTE);
    expect(calls(world)).toHaveLength(1);
  });

  it('has nobody called to a card that expired while nobody swept', async () => {
    const { world } = here;
    const requestId = await escalating(world);
    await world.clock.move(HOUR);
    await sweeping(world, MINUTE);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect(calls(world)).toEqual([]);
  });
});

describe('a request that waits until little time is left', () => {
  const reminders = (world: World) => recordIn(world.path).filter(({ kind }) => kind === 'reminded');
  const AT = 22.5 * MINUTE;

  it('has those reminded who can approve it, once, with a quarter of its time left', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await sweeping(world, AT);
    expect(reminders(world)).toEqual([]);
    await world.clock.move(3 * SECOND);
    expect(reminders(world)).toMatchObject([
      { requestId, happening: { to: { users: [bob.id, carol.id, dave.id] }, expiresAt: T + 30 * MINUTE } },
    ]);
    expect(await told(world)).toEqual(['reminded']);
    await sweeping(world, 5 * MINUTE);
    expect(reminders(world)).toHaveLength(1);
    expect(await world.statusOf(requestId)).toBe('pending waiting');
  });

  it('has them reminded once however many sweep at the same moment, and by a process that starts later', async () => {
    const { world } = here;
    await world.posted();
    await world.clock.move(AT + MINUTE);
    for (const loop of [world.sweep(), world.sweep(), world.sweep()]) loop.wake();
    await world.clock.settle();
    expect(reminders(world)).toHaveLength(1);
    expect(world.logged('request.reminded')).toHaveLength(1);
  });

  it.each([
    ['approved', 'approve'],
    ['denied', 'deny'],
    ['withdrawn', 'withdraw'],
  ] as const)('has nobody reminded once it is %s', async (_, decision) => {
    const { world } = here;
    const requestId = await world.posted();
    const click = await world.clickBy(decision === 'withdraw' ? alice : bob, requestId);
    expect(await world.review[decision]({ ...click, words: 'no' })).toEqual({ kind: 'done' });
    await sweeping(world, 29 * MINUTE);
    expect(reminders(world)).toEqual([]);
  });

  it('has nobody reminded while a click that came before is being decided, for a minute at the most', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await world.clickBy(bob, requestId, { arrivedAt: T + AT - SECOND });
    await sweeping(world, AT + 50 * SECOND);
    expect(reminders(world)).toEqual([]);
    await world.clock.move(30 * SECOND);
    expect(reminders(world)).toHaveLength(1);
  });

  it.each([
    ['the policy wants none', { reminder: false }],
    ['there is too little time for one', { expiresInMs: 119 * SECOND }],
  ])('has nobody reminded where %s', async (_, policy) => {
    const { world } = here;
    world.setPolicy(policy);
    await world.posted();
    await sweeping(world, HOUR);
    expect(reminders(world)).toEqual([]);
  });
});
