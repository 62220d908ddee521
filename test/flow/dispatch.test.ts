import { Fault } from '../../src/domain/fault';
import type { MachineAction } from '../../src/domain/machine-action';
import type { Policy } from '../../src/domain/policy';
import type { Answer, Order } from '../../src/domain/run';
import type { Store } from '../../src/flow/storage';
import {
  bob,
  carol,
  faultWith,
  foreignWith,
  group,
  MINUTE,
  machineWith,
  present,
  SECOND,
  T,
  users,
} from '../domain/builders';
import { away, held } from './fake-defender';
import { MACHINE_ID, useWorld, type World } from './world';

const here = useWorld();
const OTHER_ID = 'b'.repeat(40);

/** Runs the dispatch until nothing is left to do at this moment. */
const dispatching = async (world: World, facts: { readonly isRehearsal?: boolean; readonly forMs?: number } = {}) => {
  const loop = world.dispatch(facts);
  world.defender.reads.length = 0;
  loop.wake();
  await world.clock.move(facts.forMs ?? 0);
  return loop;
};
const notes = async (world: World) =>
  (await world.posts.due(world.clock.now() + 24 * 60 * MINUTE, 99))
    .filter(({ kind }) => kind === 'note')
    .map(({ event }) => event.happening);
const open = (facts: Partial<MachineAction> = {}) => foreignWith({ createdAt: T - MINUTE, ...facts });

it('an approved run is claimed, sent once with mark and names, and followed', async () => {
  const { world } = here;
  const requestId = await world.approved();
  const loop = await dispatching(world, { forMs: MINUTE });
  expect(world.defender.orders).toEqual([
    {
      runId: (await world.runOf(requestId)).id,
      path: `/machines/${MACHINE_ID}/isolate`,
      body: {
        Comment: '[twokey REQ1/1] because\nRequested by Alice Able (UALICE); approved by Bob Baker (UBOB)',
        IsolationType: 'Full',
      },
      permissions: ['Machine.Isolate'],
      isContainment: true,
      startBefore: T + 5 * SECOND,
    },
  ]);
  expect(await world.runOf(requestId)).toMatchObject({ status: 'dispatched', machineActionId: 'ma-1', attempt: 1 });
  expect(loop.inFlight.size).toBe(0);
  await loop.stop();
});

it('the call begins before the time to send is over', async () => {
  const { world } = here;
  world.setPolicy({ sendWithinMs: 3 * SECOND });
  await world.approved();
  await dispatching(world);
  expect(world.defender.orders).toMatchObject([{ startBefore: T + 3 * SECOND }]);
});

it('the claim is stored before the call is made', async () => {
  const { world } = here;
  const requestId = await world.approved();
  const answer = held<Answer>();
  world.defender.nextAnswers.push(() => answer.promise);
  const loop = await dispatching(world);
  expect(world.defender.orders).toHaveLength(1);
  expect(await world.runOf(requestId)).toMatchObject({
    status: 'dispatching',
    attempt: 1,
    claim: { at: T, until: T + 35 * SECOND },
  });
  expect(loop.inFlight.size).toBe(1);
  answer.give({ kind: 'accepted', action: world.defender.accept(present(world.defender.orders[0])), at: T });
  await world.clock.settle();
  expect(await world.statusOf(requestId)).toBe('approved dispatched');
});

it('a policy that changed and asks for no more while a run waited for a slot is the one it is claimed under', async () => {
  const { world } = here;
  const requestId = await world.approved();
  const slot = held<void>();
  world.defender.slot = () => slot.promise;
  await dispatching(world);
  world.setPolicy({ hash: 'newer' });
  slot.give();
  await world.clock.settle();
  expect(world.defender.orders).toHaveLength(1);
  expect(world.policiesOf(requestId)).toEqual(['policy', 'newer']);
});

describe('nothing is sent', () => {
  it('without approval', async () => {
    const { world } = here;
    await world.posted();
    await dispatching(world, { forMs: MINUTE });
    expect(world.defender.reads).toEqual([]);
    expect(world.defender.orders).toEqual([]);
  });

  it('after it was withdrawn while it waited for a slot', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const slot = held<void>();
    world.defender.slot = () => slot.promise;
    const loop = await dispatching(world);
    expect(loop.inFlight.size).toBe(1);
    await world.review.withdraw(await world.clickBy({ id: 'UALICE' }, requestId));
    slot.give();
    await world.clock.settle();
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('withdrawn not_sent');
  });

  it('under a policy that became stricter while it waited for a slot', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const slot = held<void>();
    world.defender.slot = () => slot.promise;
    await dispatching(world);
    world.setPolicy({ hash: 'newer', quorum: 2 });
    slot.give();
    await world.clock.settle();
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect(await notes(world)).toMatchObject([{ kind: 'not-sent', reason: 'stricter' }, { kind: 'approved' }]);
    expect(world.policiesOf(requestId)).toEqual(['policy', 'newer']);
  });

  it('when the slot comes after the time to send', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const slot = held<void>();
    world.defender.slot = () => slot.promise;
    await dispatching(world);
    await world.clock.move(15 * MINUTE);
    slot.give();
    await world.clock.settle();
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('approved ready');
  });

  it('on facts that are old: they are read again first', async () => {
    const { world } = here;
    await world.approved();
    const slot = held<void>();
    world.defender.slot = () => slot.promise;
    await dispatching(world);
    expect(world.defender.reads).toEqual(['machines', 'actionsOn']);
    await world.clock.move(MINUTE + 1);
    world.defender.slot = async () => {};
    slot.give();
    await world.clock.move(2 * SECOND);
    expect(world.defender.reads).toEqual(['machines', 'actionsOn', 'machines', 'actionsOn']);
    expect(world.defender.orders).toHaveLength(1);
  });

  it('once the loop is stopping, and what waits stays ready', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const slot = held<void>();
    world.defender.slot = () => slot.promise;
    const loop = await dispatching(world);
    const stopping = loop.stop();
    slot.give();
    await stopping;
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('approved ready');
  });

  it('in a rehearsal, and that is how it ends', async () => {
    const { world } = here;
    const requestId = await world.approved();
    await dispatching(world, { isRehearsal: true, forMs: MINUTE });
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('approved not_sent');
    expect(await notes(world)).toContainEqual({ kind: 'not-sent', reason: 'rehearsal', words: null });
  });
});

describe('facts that have become stricter send the request back for approval:', () => {
  const leads = group('SLEAD');
  it.each<[string, (world: World) => void, string]>([
    [
      'a tag that a rule names',
      (world) => {
        world.setPolicy({ rules: [{ name: 'Tier 0', when: { machine: { tags: ['tier-0'] } }, approvers: leads }] });
        world.defender.machineList = [machineWith({ tags: ['tier-0'] })];
      },
      'Tier 0',
    ],
    [
      'a fact that is not known any more',
      (world) => {
        world.setPolicy({ rules: [{ name: 'High', when: { machine: { value: ['High'] } }, quorum: 2 }] });
        world.defender.machineList = [machineWith({ value: null })];
      },
      'High',
    ],
    ['other approvers', (world) => world.setPolicy({ approvers: users(carol.id) }), ''],
  ])('%s', async (_, change, words) => {
    const { world } = here;
    world.setPolicy({ rules: [{ name: 'Tier 0', when: { machine: { tags: ['tier-0'] } }, approvers: leads }] });
    world.setPolicy({ rules: [] });
    const requestId = await world.approved();
    change(world);
    await dispatching(world, { forMs: MINUTE });
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect(await notes(world)).toContainEqual({
      kind: 'not-sent',
      reason: 'stricter',
      words: expect.stringContaining(words),
    });
  });

  it.each<[string, Policy['rules'][number], string]>([
    ['a rule that denies', { name: 'No', when: {}, deny: 'Not now.' }, 'in the Defender portal'],
    ['a rule that wants a ticket', { name: 'Freeze', when: {}, ticket: 'CHG' }, 'Write the ticket’s number'],
  ])('%s, and what can be done instead is kept with it', async (_, rule, next) => {
    const { world } = here;
    const requestId = await world.approved();
    world.setPolicy({ rules: [rule] });
    await dispatching(world, { forMs: MINUTE });
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect(await notes(world)).toContainEqual({
      kind: 'not-sent',
      reason: 'not-allowed',
      words: expect.stringContaining(rule.name),
      next: expect.stringContaining(next),
    });
  });

  it('a time to send that has become shorter and is over', async () => {
    const { world } = here;
    const requestId = await world.approved();
    await world.clock.move(2 * MINUTE);
    world.setPolicy({ sendWithinMs: MINUTE });
    await dispatching(world);
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
    expect(await notes(world)).toContainEqual({
      kind: 'not-sent',
      reason: 'stricter',
      words: 'It had to be sent within 1 min of its approval by today’s policy.',
    });
  });

  it.each<[string, Partial<Policy>, number]>([
    ['a policy that changes while the run waits for its slot', { quorum: 2, hash: 'another' }, 0],
    ['a shorter time that ends while the run waits for its slot', { sendWithinMs: 10 * SECOND }, 11 * SECOND],
  ])('%s', async (_, facts, waitMs) => {
    const { world } = here;
    const requestId = await world.approved();
    const slot = held<void>();
    world.defender.slot = () => slot.promise;
    if (waitMs > 0) world.setPolicy(facts);
    await dispatching(world);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    world.setPolicy(facts);
    await world.clock.move(waitMs);
    world.defender.slot = async () => {};
    slot.give();
    await world.clock.move(2 * SECOND);
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('expired not_sent');
  });

  it('fewer demands do not', async () => {
    const { world } = here;
    world.setPolicy({ quorum: 2 });
    const requestId = await world.posted();
    await world.review.approve(await world.clickBy(bob, requestId));
    await world.review.approve(await world.clickBy(carol, requestId));
    world.setPolicy({ quorum: 1 });
    await dispatching(world);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });
});

describe('an action that is open on the machine', () => {
  it('and is the same is adopted as theirs, without a call', async () => {
    const { world } = here;
    world.defender.actionList = [open()];
    const requestId = await world.approved();
    await dispatching(world, { forMs: MINUTE });
    expect(world.defender.orders).toEqual([]);
    expect(await world.runOf(requestId)).toMatchObject({
      status: 'dispatched',
      machineActionId: 'ma-7',
      adoptedFrom: 'eve@contoso.com',
    });
    expect(await notes(world)).toContainEqual(
      expect.objectContaining({ kind: 'adopted', startedBy: 'eve@contoso.com' }),
    );
  });

  it('and is opposed is waited for, told once, and asked about every ten seconds', async () => {
    const { world } = here;
    world.defender.actionList = [open({ type: 'Unisolate', scope: null })];
    const requestId = await world.approved();
    await dispatching(world, { forMs: 35 * SECOND });
    expect(world.defender.orders).toEqual([]);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    expect((await notes(world)).filter(({ kind }) => kind === 'obstructed')).toHaveLength(1);
    expect(world.defender.reads.filter((read) => read === 'actionsOn')).toHaveLength(4);
    world.defender.actionList = [open({ type: 'Unisolate', scope: null, status: 'Succeeded' })];
    await world.clock.move(10 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('of the same kind whose scope is not known yet is waited for until it is', async () => {
    const { world } = here;
    world.defender.actionList = [open({ scope: null })];
    const requestId = await world.approved();
    await dispatching(world);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    world.defender.actionList = [open({ scope: 'Full' })];
    await world.clock.move(11 * SECOND);
    expect(await world.runOf(requestId)).toMatchObject({ status: 'dispatched', adoptedFrom: 'eve@contoso.com' });
  });

  it.each([
    ['on another machine', open({ machineId: OTHER_ID })],
    ['of another family', open({ type: 'RunAntiVirusScan' })],
    ['that is over', open({ status: 'Succeeded' })],
    ['on no machine that is known', open({ machineId: null })],
  ])('%s is no obstacle', async (_, action) => {
    const { world } = here;
    world.defender.actionList = [action];
    await world.approved();
    await dispatching(world);
    expect(world.defender.orders).toHaveLength(1);
  });

  it.each([
    ['with little of it filled in', { scope: null, machineId: MACHINE_ID }],
    ['that is over already', { status: 'Succeeded' }],
  ])('and was left by an earlier attempt is taken as ours, %s', async (_, facts) => {
    const { world } = here;
    const requestId = await world.approved();
    world.defender.nextAnswers.push(async () => ({ kind: 'unsent', fault: faultWith(), retryAt: null }));
    await dispatching(world);
    expect((await world.runOf(requestId)).attempt).toBe(1);
    world.defender.actionList = [open({ comment: '[twokey REQ1/1] because', createdAt: T, ...facts })];
    await world.clock.move(6 * SECOND);
    expect(world.defender.orders).toHaveLength(1);
    expect(await world.runOf(requestId)).toMatchObject({
      status: 'dispatched',
      machineActionId: 'ma-7',
      adoptedFrom: null,
    });
  });
});

describe('an answer', () => {
  const answering = async (...answers: readonly ((order: Order) => Promise<Answer>)[]) => {
    const { world } = here;
    const requestId = await world.approved();
    world.defender.nextAnswers.push(...answers);
    await dispatching(world);
    return requestId;
  };

  it('that nothing was sent delays the run, and it is sent again later', async () => {
    const { world } = here;
    const requestId = await answering(async () => ({
      kind: 'unsent',
      fault: faultWith({ code: 'TooManyRequests' }),
      retryAt: T + MINUTE,
    }));
    expect(await world.runOf(requestId)).toMatchObject({ status: 'ready', notBefore: T + MINUTE });
    await world.clock.move(MINUTE - 1);
    expect(world.defender.orders).toHaveLength(1);
    await world.clock.move(2);
    expect(world.defender.orders).toHaveLength(2);
    expect(present(world.defender.orders[1]).body['Comment']).toMatch(/^\[twokey REQ1\/2\] /);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('that it will not be done ends the run', async () => {
    const { world } = here;
    const fault = faultWith({ code: 'Forbidden', missingPermission: 'Machine.Isolate' });
    const requestId = await answering(async () => ({ kind: 'refused', fault }));
    await world.clock.move(MINUTE);
    expect(await world.runOf(requestId)).toMatchObject({ status: 'failed', fault });
    expect(world.defender.orders).toHaveLength(1);
  });

  it('that it is open already makes the dispatch look for it, and adopt it', async () => {
    const { world } = here;
    const requestId = await answering(async () => {
      world.defender.actionList = [open()];
      return { kind: 'already-open', fault: faultWith({ code: 'ActiveRequestAlreadyExists' }) };
    });
    await world.clock.settle();
    expect(world.defender.orders).toHaveLength(1);
    expect((await world.runOf(requestId)).adoptedFrom).toBe('eve@contoso.com');
  });

  it('in doubt leaves the claim to the sweep, and nothing is sent again', async () => {
    const { world } = here;
    const requestId = await answering(async () => ({ kind: 'ambiguous', fault: faultWith() }));
    await world.clock.move(10 * MINUTE);
    expect(world.defender.orders).toHaveLength(1);
    expect(await world.statusOf(requestId)).toBe('approved dispatching');
    expect(await notes(world)).toContainEqual(expect.objectContaining({ kind: 'doubtful' }));
  });

  it('that comes after its claim was settled is on record, and nothing is sent again', async () => {
    const { world } = here;
    const answer = held<Answer>();
    const requestId = await answering(() => answer.promise);
    // As another process would, which does not know that the call is still under way here.
    const settle = world.settle();
    settle.wake();
    await world.clock.move(3 * MINUTE);
    await settle.stop();
    expect(await world.statusOf(requestId)).toBe('approved ready');
    answer.give({ kind: 'accepted', action: world.defender.accept(present(world.defender.orders[0])), at: T });
    await world.clock.settle();
    expect(world.logged('run.failed')).toEqual([]);
    expect(world.defender.orders).toHaveLength(1);
    expect(await world.runOf(requestId)).toMatchObject({
      status: 'dispatched',
      machineActionId: 'ma-1',
      adoptedFrom: null,
    });
  });

  it('is never asked for by a process that was frozen after its claim, and finds the claim of another', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const thaw = held<null>();
    const commit: Store['commit'] = async (change) => {
      const committed = await world.store.commit(change);
      if (change.events.some(({ happening }) => happening.kind === 'claimed')) await thaw.promise;
      return committed;
    };
    const frozen = world.dispatch({ store: { ...world.store, commit } });
    frozen.wake();
    await world.clock.settle();
    const settle = world.settle();
    settle.wake();
    await world.clock.move(3 * MINUTE);
    await settle.stop();
    expect(await world.statusOf(requestId)).toBe('approved ready');
    const answer = held<Answer>();
    world.defender.nextAnswers.push(() => answer.promise);
    const other = await dispatching(world);
    expect(await world.runOf(requestId)).toMatchObject({ status: 'dispatching', attempt: 2 });
    thaw.give(null);
    await world.clock.settle();
    expect(world.defender.orders).toHaveLength(1);
    answer.give({ kind: 'accepted', action: world.defender.accept(present(world.defender.orders[0])), at: T });
    await world.clock.settle();
    await Promise.all([frozen.stop(), other.stop()]);
    expect(await world.runOf(requestId)).toMatchObject({ status: 'dispatched', attempt: 2 });
  });

  it('that cannot be stored leaves the claim to the sweep', async () => {
    const { world } = here;
    const requestId = await answering(async (order) => {
      world.faults.set('commit', new Fault(faultWith({ system: 'store', code: 'full' })));
      return { kind: 'accepted', action: world.defender.accept(order), at: T };
    });
    expect(world.logged('run.failed')).toHaveLength(1);
    world.faults.clear();
    await world.clock.move(10 * MINUTE);
    expect(await world.statusOf(requestId)).toBe('approved dispatching');
    expect(world.defender.orders).toHaveLength(1);
  });
});

describe('a fault', () => {
  it('of the reads delays every run of the wave, is told once, and passes', async () => {
    const { world } = here;
    world.defender.machineList = [machineWith(), machineWith({ id: OTHER_ID, name: 'web-02' })];
    const first = await world.approved();
    const second = await world.approved({ machines: ['web-02'] });
    world.defender.readFault = away();
    await dispatching(world, { forMs: 21 * SECOND });
    expect(world.defender.orders).toEqual([]);
    expect(world.logged('dispatch.delayed').length).toBeGreaterThanOrEqual(4);
    expect((await notes(world)).filter(({ kind }) => kind === 'delayed')).toHaveLength(2);
    world.defender.readFault = null;
    await world.clock.move(6 * SECOND);
    expect(await world.statusOf(first)).toBe('approved dispatched');
    expect(await world.statusOf(second)).toBe('approved dispatched');
  });

  it('of the token before anything is claimed delays the run, told once', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const fault = faultWith({ system: 'Entra', code: 'AADSTS7000215' });
    const { send } = world.defender;
    world.defender.send = async () => ({ kind: 'unsent', fault, retryAt: null });
    await dispatching(world, { forMs: 12 * SECOND });
    expect(await world.runOf(requestId)).toMatchObject({ status: 'ready', attempt: 0, fault });
    expect((await notes(world)).filter(({ kind }) => kind === 'delayed')).toHaveLength(1);
    world.defender.send = send;
    await world.clock.move(6 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('of the store at the claim sends nothing, and does not spin', async () => {
    const { world } = here;
    const requestId = await world.approved();
    world.faults.set('commit', new Fault(faultWith({ system: 'store', code: 'locked' })));
    await dispatching(world, { forMs: 30 * SECOND });
    expect(world.defender.orders).toEqual([]);
    expect(world.defender.reads.length).toBeLessThan(20);
    world.faults.clear();
    await world.clock.move(7 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });

  it('that is a bug with one run does not keep another from being sent', async () => {
    const { world } = here;
    world.defender.machineList = [machineWith(), machineWith({ id: OTHER_ID, name: 'web-02' })];
    const first = await world.approved();
    const second = await world.approved({ machines: ['web-02'] });
    const { send } = world.defender;
    let broken = 0;
    world.defender.send = async (isContainment, prepare) => {
      if (broken === 0) {
        broken += 1;
        throw new TypeError('bug');
      }
      return send(isContainment, prepare);
    };
    await dispatching(world);
    const states = [await world.statusOf(first), await world.statusOf(second)];
    expect(states.sort()).toEqual(['approved dispatched', 'approved ready']);
    expect(world.logged('run.failed')).toHaveLength(1);
    await world.clock.move(6 * SECOND);
    expect(world.defender.orders).toHaveLength(2);
  });

  it('of a machine that Defender does not find at the moment delays the run', async () => {
    const { world } = here;
    const requestId = await world.approved();
    world.defender.machineList = [];
    await dispatching(world, { forMs: 20 * SECOND });
    expect((await world.runOf(requestId)).fault).toMatchObject({ code: 'ResourceNotFound' });
    world.defender.machineList = [machineWith()];
    await world.clock.move(6 * SECOND);
    expect(await world.statusOf(requestId)).toBe('approved dispatched');
  });
});

it('a wave of runs shares one read', async () => {
  const { world } = here;
  const ids = Array.from({ length: 5 }, (_, i) => String(i).repeat(40));
  world.defender.machineList = ids.map((id, i) => machineWith({ id, name: `m-${i}` }));
  for (const i of ids.keys()) await world.approved({ machines: [`m-${i}`] });
  await dispatching(world);
  expect(world.defender.orders).toHaveLength(5);
  expect(world.defender.reads.sort()).toEqual(['actionsSince', 'machines']);
});

it('a run that becomes due while another one hangs is sent all the same', async () => {
  const { world } = here;
  world.defender.machineList = [machineWith(), machineWith({ id: OTHER_ID, name: 'web-02' })];
  const second = await world.approved({ machines: ['web-02'] });
  world.defender.nextAnswers.push(async () => ({ kind: 'unsent', fault: faultWith(), retryAt: null }));
  const loop = await dispatching(world);
  const hanging = held<Answer>();
  world.defender.nextAnswers.push(() => hanging.promise);
  const first = await world.approved();
  loop.wake();
  await world.clock.move(8 * SECOND);
  expect(await world.statusOf(first)).toBe('approved dispatching');
  expect(await world.statusOf(second)).toBe('approved dispatched');
});

describe('one lane for each machine:', () => {
  it('a second action waits until the first is handed over, and is told so once', async () => {
    const { world } = here;
    const first = await world.approved();
    const second = await world.approved({ verb: 'restrict' });
    const answer = held<Answer>();
    world.defender.nextAnswers.push(() => answer.promise);
    await dispatching(world, { forMs: 20 * SECOND });
    expect(world.defender.orders).toHaveLength(1);
    expect((await notes(world)).filter(({ kind }) => kind === 'lane-busy')).toHaveLength(1);
    answer.give({ kind: 'accepted', action: world.defender.accept(present(world.defender.orders[0])), at: T });
    await world.clock.move(6 * SECOND);
    expect(world.defender.orders).toHaveLength(2);
    expect([await world.statusOf(first), await world.statusOf(second)]).toEqual([
      'approved dispatched',
      'approved dispatched',
    ]);
  });

  it('two processes that claim the same run make one call', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const loops = [world.dispatch(), world.dispatch()];
    for (const loop of loops) loop.wake();
    await world.clock.move(MINUTE);
    expect(world.defender.orders).toHaveLength(1);
    expect((await world.runOf(requestId)).attempt).toBe(1);
  });
});

it('a cancellation is sent to the Machine Action, whatever else is open', async () => {
  const { world } = here;
  const requestId = await world.approved();
  const loop = await dispatching(world);
  await loop.stop();
  const cancelId = await world.approved({ verb: 'cancel', machines: [requestId], comment: 'wrong one' });
  await dispatching(world);
  expect(world.defender.orders[1]).toMatchObject({
    path: '/machineactions/ma-1/cancel',
    body: { Comment: '[twokey REQ2/1] wrong one\nRequested by Alice Able (UALICE); approved by Bob Baker (UBOB)' },
  });
  expect(await world.runOf(cancelId)).toMatchObject({
    status: 'dispatched',
    machineActionId: 'ma-1',
    defenderStatus: 'Cancelled',
  });
});
