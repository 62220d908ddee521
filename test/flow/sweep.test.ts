import { Fault } from '../../src/domain/fault';
import { bob, faultWith, HOUR, MINUTE, SECOND, T } from '../domain/builders';
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
