import { Fault } from '../../src/domain/fault';
import type { Ask } from '../../src/flow/intake';
import { alice, bob, faultWith, group, MINUTE, machineWith, present, T, users } from '../domain/builders';
import { away } from './fake-defender';
import { CHANNEL, MACHINE_ID, useWorld, type World } from './world';

const here = useWorld();
const OTHER_ID = 'b'.repeat(40);

it('a request opens with the terms, the facts of the machine and its situation, and its card is due', async () => {
  const { world } = here;
  world.defender.accept({
    path: `/machines/${MACHINE_ID}/runAntiVirusScan`,
    body: { Comment: 'x' },
    runId: '',
    permissions: [],
    isContainment: false,
    startBefore: 0,
  });
  expect(await world.asking({ comment: '  because\r\n of this ' })).toEqual({ kind: 'opened', requestId: 'REQ1' });
  const { request, runs } = await world.dossierOf('REQ1');
  expect(request).toMatchObject({
    status: 'pending',
    verb: 'isolate',
    parameter: 'full',
    comment: 'because\n of this',
    requestor: alice,
    channel: CHANNEL,
    expiresAt: null,
    policyHash: 'policy',
    openedAt: T,
  });
  expect(runs).toMatchObject([
    { status: 'waiting', machine: machineWith(), situation: { open: [{ type: 'RunAntiVirusScan' }] } },
  ]);
  expect(await world.posts.due(T, 9)).toMatchObject([{ kind: 'card', requestId: 'REQ1' }]);
  expect(world.woken).toEqual(['opened']);
});

it('a choice that was typed is kept', async () => {
  await here.world.asking({ parameter: 'selective' });
  expect((await here.world.runOf('REQ1')).parameter).toBe('selective');
});

describe('nothing opens, and the answer says why,', () => {
  const channel = (facts: object) => (world: World) =>
    void world.people.channels.set(CHANNEL, { ...present(world.people.channels.get(CHANNEL)), ...facts });
  const profile = (facts: object) => (world: World) =>
    void world.people.profiles.set(alice.id, { ...present(world.people.profiles.get(alice.id)), ...facts });

  it.each<[string, string, (world: World) => void, Partial<Ask>]>([
    [
      'to somebody whom Slack does not know',
      'not-a-member',
      (world) => void world.people.profiles.delete(alice.id),
      {},
    ],
    ['to a guest', 'not-a-member', profile({ isGuest: true }), {}],
    ['to a stranger', 'not-a-member', profile({ teamId: 'T9' }), {}],
    ['to somebody whom the policy does not let ask', 'not-a-requestor', () => {}, { personId: bob.id }],
    [
      'to somebody who has left the group',
      'not-a-requestor',
      (world) => world.setPolicy({ requestors: group('SRESP') }),
      {},
    ],
    [
      'to anybody where the policy lets nobody ask',
      'not-a-requestor',
      (world) => world.setPolicy({ requestors: users() }),
      {},
    ],
    ['in a channel that cannot be read', 'bot-not-in-channel', () => {}, { channel: 'C0OTHER' }],
    ['in a channel that the bot is not in', 'bot-not-in-channel', channel({ isMember: false }), {}],
    ['in a shared channel', 'shared-channel', channel({ isShared: true }), {}],
    ['in a channel that is about to be shared', 'shared-channel', channel({ isPendingShared: true }), {}],
    ['in an archived channel', 'archived-channel', channel({ isArchived: true }), {}],
    ['in a direct message', 'direct-message', channel({ isDirectMessage: true }), {}],
    [
      'in a channel that the policy does not name',
      'wrong-channel',
      (world) => world.setPolicy({ channels: ['C0X'] }),
      {},
    ],
    ['without a comment', 'no-comment', () => {}, { comment: ' \n' }],
    ['with a comment that nobody can see', 'no-comment', () => {}, { comment: '\u200b\u202e\u0007' }],
    ['with a comment that is too long', 'comment-too-long', () => {}, { comment: 'x'.repeat(3001) }],
    ['about a machine that there is not', 'machine-not-found', () => {}, { machines: ['web-02'] }],
    ['about a machine without a name', 'machine-not-found', () => {}, { machines: [' '] }],
    ['about a chosen machine that there is not any more', 'machine-not-found', () => {}, { chosenMachineId: OTHER_ID }],
    [
      'where a rule denies it',
      'denied-by-rule',
      (world) => world.setPolicy({ rules: [{ name: 'R', when: {}, deny: 'No.' }] }),
      {},
    ],
    ['about a request that there is not', 'unknown-request', () => {}, { verb: 'cancel', machines: ['NOSUCH'] }],
  ])('%s: %s', async (_, code, arrange, facts) => {
    const { world } = here;
    arrange(world);
    expect(await world.asking(facts)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(await world.store.dossier('REQ1')).toBeNull();
    expect(world.woken).toEqual([]);
  });

  it('and offers near names of a machine that there is not', async () => {
    const { world } = here;
    await world.machines.replace([machineWith({ name: 'web-01.contoso.com' })], T);
    expect(await world.asking({ machines: ['wbe-01'] })).toMatchObject({
      refusal: { next: expect.stringContaining('web-01') },
    });
  });
});

it('a member of the group may ask, with 3,000 characters of comment', async () => {
  const { world } = here;
  world.setPolicy({ requestors: group('SRESP') });
  world.people.groups.set('SRESP', new Set([alice.id]));
  expect((await world.asking({ comment: 'x'.repeat(3000) })).kind).toBe('opened');
});

describe('a machine', () => {
  it.each([
    ['by its full name', 'web-01.contoso.com'],
    ['by its short name', 'web-01'],
    ['by its id', MACHINE_ID],
  ])('is found %s', async (_, machine) => {
    expect((await here.world.asking({ machines: [machine] })).kind).toBe('opened');
  });

  it('that is named by its IP address has to be confirmed', async () => {
    const { world } = here;
    const answer = await world.asking({ machines: ['10.0.0.1'] });
    expect(answer).toMatchObject({
      kind: 'choose',
      refusal: { code: 'machine-needs-choice' },
      candidates: [machineWith()],
    });
    expect((await world.asking({ machines: ['10.0.0.1'], chosenMachineId: MACHINE_ID })).kind).toBe('opened');
  });

  it('is never picked from several', async () => {
    const { world } = here;
    world.defender.machineList = [machineWith(), machineWith({ id: OTHER_ID, isDuplicate: true })];
    expect(await world.asking()).toMatchObject({ kind: 'choose', candidates: [{ id: MACHINE_ID }, { id: OTHER_ID }] });
    expect(await world.asking({ chosenMachineId: OTHER_ID })).toMatchObject({ kind: 'opened' });
    expect((await world.runOf('REQ1')).machine.id).toBe(OTHER_ID);
  });

  it('is taken when every other record of its name cannot be acted on', async () => {
    const { world } = here;
    world.defender.machineList = [machineWith({ id: OTHER_ID, mergedInto: MACHINE_ID }), machineWith()];
    expect((await world.asking()).kind).toBe('opened');
    expect((await world.runOf('REQ1')).machine.id).toBe(MACHINE_ID);
  });
});

describe('a fault is passed on, and nothing opens, when', () => {
  const slack = new Fault(faultWith({ system: 'Slack', code: 'fatal_error' }));
  const store = new Fault(faultWith({ system: 'store', code: 'locked' }));
  it.each<[string, (world: World) => void, string]>([
    [
      'Slack cannot say who somebody is',
      (world) => {
        world.people.fault = slack;
      },
      'fatal_error',
    ],
    [
      'Defender cannot be reached',
      (world) => {
        world.defender.readFault = away();
      },
      'ECONNREFUSED',
    ],
    ['the store cannot be written', (world) => void world.faults.set('commit', store), 'locked'],
  ])('%s', async (_, arrange, code) => {
    const { world } = here;
    arrange(world);
    await expect(world.asking()).rejects.toMatchObject({ facts: { code } });
    world.faults.clear();
    expect(await world.store.dossier('REQ1')).toBeNull();
    expect(world.woken).toEqual([]);
  });
});

it('a delivery that is seen twice opens one request', async () => {
  const { world } = here;
  const delivery = await world.deliver();
  const both = await Promise.all([world.asking({ delivery }), world.asking({ delivery })]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['opened', 'seen']);
  expect(await world.store.openDossiers(alice.id, 9)).toHaveLength(1);
});

it('a delivery that is seen again after its request opened is seen, not already open', async () => {
  const { world } = here;
  const delivery = await world.deliver();
  await world.asking({ delivery });
  expect(await world.asking({ delivery })).toEqual({ kind: 'seen' });
});

it('the same action on the same machine is pointed to the open request', async () => {
  const { world } = here;
  await world.asking();
  expect(await world.asking({ parameter: 'selective' })).toMatchObject({
    kind: 'refused',
    refusal: { code: 'already-open', requestId: 'REQ1' },
  });
  expect((await world.asking({ verb: 'release' })).kind).toBe('opened');
});

it('of two who ask for the same at once, one is pointed to the other’s request', async () => {
  const { world } = here;
  const both = await Promise.all([world.asking(), world.asking()]);
  expect(both.map(({ kind }) => kind).sort()).toEqual(['opened', 'refused']);
});

describe('cancelling', () => {
  it('is a request about the Machine Action that runs', async () => {
    const { world } = here;
    const requestId = await world.approved();
    const dispatch = world.dispatch();
    dispatch.wake();
    await world.clock.settle();
    await dispatch.stop();
    await world.clock.move(MINUTE);
    expect(await world.asking({ verb: 'cancel', machines: [requestId.toLowerCase()] })).toEqual({
      kind: 'opened',
      requestId: 'REQ2',
    });
    expect(await world.runOf('REQ2')).toMatchObject({
      verb: 'cancel',
      parameter: null,
      machine: machineWith(),
      subject: { machineActionId: 'ma-1', createdAt: T },
    });
    expect(await world.asking({ verb: 'cancel', machines: [requestId] })).toMatchObject({
      refusal: { code: 'already-open' },
    });
    expect(await world.asking({ verb: 'cancel', machines: ['REQ2'] })).toMatchObject({
      refusal: { code: 'nothing-to-cancel' },
    });
  });

  it('what waits for approval is refused: nothing runs', async () => {
    const { world } = here;
    await world.asking();
    expect(await world.asking({ verb: 'cancel', machines: ['REQ1'] })).toMatchObject({
      refusal: { code: 'nothing-to-cancel' },
    });
  });
});

it('a policy that changes during the look-ups is the one that decides', async () => {
  const { world } = here;
  const { actionsOn } = world.defender;
  world.defender.actionsOn = async (machineId) => {
    world.setPolicy({ hash: 'newer', quorum: 2 });
    return actionsOn(machineId);
  };
  expect(await world.asking()).toMatchObject({ kind: 'opened' });
  const { request } = await world.dossierOf('REQ1');
  expect(request).toMatchObject({ policyHash: 'newer', terms: { places: [{}, {}] } });
});
