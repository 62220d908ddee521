import { Fault } from '../../src/domain/fault';
import type { Answer } from '../../src/domain/run';
import { MINUTE, SECOND, T, actionWith, bob, carol, faultWith, machineWith, present } from '../domain/builders';
import { away, held } from './fake-defender';
import { CHANNEL, type World, useWorld } from './world';

const here = useWorld();

/** Has a run claimed and its call reach Defender, or not, and then the process die. */
const crash = async (world: World, facts: { readonly hasArrived: boolean; readonly requestId?: string }) => {
  const requestId = facts.requestId ?? (await world.approved());
  world.defender.nextAnswers.push(async (order) => {
    if (facts.hasArrived) world.defender.accept(order);
    return held<Answer>().promise;
  });
  const loop = world.dispatch();
  loop.wake();
  await world.clock.settle();
  // Never heard of again. Whatever it would still do belongs to a process that is gone.
  void loop.stop();
  return requestId;
};

const settling = async (world: World, forMs = 0, inFlight: ReadonlySet<string> = new Set()) => {
  const loop = world.settle(() => inFlight);
  loop.wake();
  await world.clock.move(forMs);
  return loop;
};

const told = async (world: World) =>
  (await world.posts.due(world.clock.now(), 99)).map(({ event }) => event.happening.kind);

describe('a claim that a crash left', () => {
  it('is looked at right at the start, and found by its mark', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: true });
    await settling(world);
    expect(await world.runOf(requestId)).toMatchObject({
      status: 'dispatched',
      machineActionId: 'ma-1',
      adoptedFrom: null,
    });
    expect(await told(world)).toContain('sent');
  });

  it('is found while its machine and scope are not filled in yet', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: true });
    world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, machineId: null, scope: null }));
    await settling(world);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('is found by a clock that is behind ours', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: true });
    world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, createdAt: T - 20 * MINUTE }));
    await settling(world);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('is ready again only when two looks, one of them after the grace, have found nothing', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: false });
    const graceEnds = 35 * SECOND + 60 * SECOND;
    await settling(world, graceEnds - 1);
    expect(await world.statusOf(requestId)).toBe('approved dispatching');
    expect(world.defender.reads.filter((read) => read === 'actionsSince')).toHaveLength(2);
    await world.clock.move(SECOND);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    expect(await told(world)).toContain('proved-unsent');
  });

  it('is sent again then, and once', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: false });
    const settle = await settling(world);
    const dispatch = world.dispatch();
    for (let i = 0; i < 20; i += 1) {
      settle.wake();
      dispatch.wake();
      await world.clock.move(10 * SECOND);
    }
    expect(await world.runOf(requestId)).toMatchObject({ status: 'dispatched', attempt: 2, machineActionId: 'ma-1' });
    expect(world.defender.orders).toHaveLength(2);
    expect(world.defender.actionList).toHaveLength(1);
  });

  it('is found even if Defender lists it late, as long as the grace lasts', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: true });
    const late = world.defender.actionList;
    world.defender.actionList = [];
    await settling(world, 80 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatching');
    world.defender.actionList = late;
    await world.clock.move(20 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('is unsettled when its time to be sent is over, and never called failed or done', async () => {
    const { world } = here;
    world.setPolicy({ sendWithinMs: 90 * SECOND });
    const requestId = await crash(world, { hasArrived: false });
    await settling(world, 2 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('approved unsettled');
    expect(await told(world)).toContain('unsettled');
  });

  it('is not believed to be lost while Defender cannot be asked', async () => {
    const { world } = here;
    world.setPolicy({ sendWithinMs: 90 * SECOND });
    const requestId = await crash(world, { hasArrived: true });
    world.defender.readFault = away();
    await settling(world, 10 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('approved dispatching');
    expect(world.logged('settle.delayed').length).toBeGreaterThan(10);
    world.defender.readFault = null;
    await world.clock.move(6 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('is left alone while its call is under way in this process', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: false });
    const { id } = await world.runOf(requestId);
    const before = await world.runOf(requestId);
    await settling(world, 5 * MINUTE, new Set([id]));
    expect(await world.runOf(requestId)).toEqual(before);
    expect(world.defender.reads).not.toContain('actionsSince');
  });

  it('is not spun on while its call is under way for long', async () => {
    const { world } = here;
    const requestId = await crash(world, { hasArrived: false });
    const { id } = await world.runOf(requestId);
    let asked = 0;
    const loop = world.settle(() => {
      asked += 1;
      return new Set([id]);
    });
    loop.wake();
    await world.clock.move(45 * SECOND);
    expect(asked).toBeLessThan(60);
  });
});

it('one list serves all claims', async () => {
  const { world } = here;
  const machines = Array.from({ length: 4 }, (_, i) => machineWith({ id: String(i).repeat(40), name: `m-${i}` }));
  world.defender.machineList = machines;
  for (const { name } of machines) {
    await crash(world, { hasArrived: true, requestId: await world.approved({ machines: [name] }) });
  }
  world.defender.reads.length = 0;
  await settling(world);
  expect(world.defender.reads).toEqual(['actionsSince']);
  for (const i of machines.keys()) expect(await world.statusOf(`REQ${i + 1}`)).toBe('approved dispatched');
});

it('a claim in doubt is settled at once', async () => {
  const { world } = here;
  const requestId = await world.approved();
  world.defender.nextAnswers.push(async (order) => {
    world.defender.accept(order);
    return { kind: 'ambiguous', fault: faultWith() };
  });
  const dispatch = world.dispatch();
  dispatch.wake();
  await world.clock.settle();
  const settle = await settling(world);
  settle.wake();
  await world.clock.settle();
  expect(await world.statusOf(requestId)).toBe('approved dispatched');
  expect(world.defender.orders).toHaveLength(1);
});

it('a fault of the store is tried again a second later', async () => {
  const { world } = here;
  const requestId = await crash(world, { hasArrived: true });
  world.faults.set('commit', new Fault(faultWith({ system: 'store', code: 'locked' })));
  await settling(world, 500);
  expect(world.logged('loop.failed')).toMatchObject([{ fields: { loop: 'settle' } }]);
  world.faults.clear();
  await world.clock.move(40 * SECOND);
  expect(await world.statusOf(requestId)).toBe('approved dispatched');
});

describe('the claim of a cancellation', () => {
  const cancelling = async (world: World, hasArrived: boolean) => {
    const requestId = await world.approved();
    const dispatch = world.dispatch();
    dispatch.wake();
    await world.clock.settle();
    await dispatch.stop();
    return crash(world, { hasArrived, requestId: await world.approved({ verb: 'cancel', machines: [requestId] }) });
  };

  it('is found on the Machine Action that it cancels', async () => {
    const { world } = here;
    const cancelId = await cancelling(world, true);
    world.defender.reads.length = 0;
    await settling(world);
    expect(world.defender.reads).toEqual(['action']);
    expect(await world.runOf(cancelId)).toMatchObject({ status: 'dispatched', machineActionId: 'ma-1' });
  });

  it('is ready again where it has not arrived, and where the Machine Action is gone', async () => {
    const { world } = here;
    const cancelId = await cancelling(world, false);
    world.defender.actionList = [];
    await settling(world, 100 * SECOND);
    expect(await world.statusOf(cancelId)).toBe('approved ready');
  });

  it('that Defender cannot be asked about does not hold up the others', async () => {
    const { world } = here;
    world.defender.machineList = [machineWith(), machineWith({ id: 'b'.repeat(40), name: 'web-02' })];
    const cancelId = await cancelling(world, true);
    const other = await crash(world, { hasArrived: true, requestId: await world.approved({ machines: ['web-02'] }) });
    const { action } = world.defender;
    world.defender.action = async () => {
      throw away();
    };
    await settling(world, MINUTE);
    expect(await world.statusOf(other)).toBe('approved dispatched');
    expect(await world.statusOf(cancelId)).toBe('approved dispatching');
    world.defender.action = action;
    await world.clock.move(6 * SECOND);
    expect(await world.statusOf(cancelId)).toBe('approved dispatched');
  });
});

describe('a twin', () => {
  const twin = actionWith({ id: 'twin', comment: '[twokey REQ1/2] because', createdAt: T + SECOND });
  const withTwin = async (world: World) => {
    const requestId = await crash(world, { hasArrived: true });
    world.defender.actionList = [twin, ...world.defender.actionList];
    return requestId;
  };

  it('is cancelled, the elder is kept, and both are told', async () => {
    const { world } = here;
    const requestId = await withTwin(world);
    const settle = await settling(world);
    settle.wake();
    await world.clock.move(20 * SECOND);
    expect((await world.runOf(requestId)).machineActionId).toBe('ma-1');
    expect(world.defender.cancelled).toEqual(['twin']);
    const kinds = await told(world);
    expect(kinds.filter((kind) => kind.startsWith('twin'))).toEqual(['twin-found', 'twin-cancelled']);
  });

  it('is not cancelled while sending is paused, and is afterwards', async () => {
    const { world } = here;
    await withTwin(world);
    const step = { delivery: await world.deliver(), personId: bob.id, channel: CHANNEL, words: 'stolen' };
    await world.switching.pause(step);
    const settle = await settling(world);
    settle.wake();
    await world.clock.move(MINUTE);
    expect(world.defender.cancelled).toEqual([]);
    for (const personId of [bob.id, carol.id]) {
      await world.switching.resume({
        ...step,
        delivery: await world.deliver(),
        personId,
        about: 'typed',
        messageTs: null,
      });
    }
    await world.clock.move(20 * SECOND);
    expect(world.defender.cancelled).toEqual(['twin']);
  });

  it.each<[string, Answer]>([
    ['that nothing was sent', { kind: 'unsent', fault: faultWith(), retryAt: null }],
    ['in doubt', { kind: 'ambiguous', fault: faultWith() }],
  ])('is tried again at a measured pace after an answer %s', async (_, answer) => {
    const { world } = here;
    await withTwin(world);
    world.defender.cancelAnswer = answer;
    const settle = await settling(world);
    for (let i = 0; i < 50; i += 1) {
      settle.wake();
      await world.clock.move(500);
    }
    expect(world.defender.cancelled.length).toBeGreaterThanOrEqual(2);
    expect(world.defender.cancelled.length).toBeLessThanOrEqual(4);
    world.defender.cancelAnswer = null;
    await world.clock.move(11 * SECOND);
    expect(await told(world)).toContain('twin-cancelled');
  });

  it('that cannot be cancelled any more is told with the end that it came to', async () => {
    const { world } = here;
    await withTwin(world);
    world.defender.actionList = world.defender.actionList.map((one) =>
      one.id === 'twin' ? { ...one, status: 'Succeeded' } : one,
    );
    world.defender.cancelAnswer = { kind: 'refused', fault: faultWith({ code: 'BadRequest' }) };
    const settle = await settling(world);
    settle.wake();
    await world.clock.settle();
    const [note] = (await world.posts.due(T, 99)).filter(({ event }) => event.happening.kind === 'twin-cancelled');
    expect(present(note).event.happening).toMatchObject({ twinId: 'twin', status: 'Succeeded' });
    await world.clock.move(MINUTE);
    expect(world.defender.cancelled).toEqual(['twin']);
  });

  it('whose end cannot be read is not cancelled again every second', async () => {
    const { world } = here;
    await withTwin(world);
    world.defender.cancelAnswer = { kind: 'refused', fault: faultWith({ code: 'BadRequest' }) };
    world.defender.action = async () => {
      throw away();
    };
    const settle = await settling(world);
    settle.wake();
    await world.clock.move(30 * SECOND);
    expect(world.defender.cancelled.length).toBeLessThanOrEqual(4);
  });

  it('that waits for a slot does not hold up what is to be settled', async () => {
    const { world } = here;
    world.defender.machineList = [machineWith(), machineWith({ id: 'b'.repeat(40), name: 'web-02' })];
    await withTwin(world);
    world.defender.cancel = () => held<Answer>().promise;
    const settle = await settling(world);
    settle.wake();
    await world.clock.settle();
    const other = await crash(world, { hasArrived: true, requestId: await world.approved({ machines: ['web-02'] }) });
    settle.wake();
    await world.clock.move(40 * SECOND);
    expect(await world.statusOf(other)).toBe('approved dispatched');
  });
});
