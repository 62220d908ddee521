import { approvalsSentence } from '../../src/domain/explaining';
import { Fault } from '../../src/domain/fault';
import { pauseSending } from '../../src/domain/pausing';
import { spell } from '../../src/domain/sentence';
import type { WhyAsk } from '../../src/flow/question-intake';
import { createWhy } from '../../src/flow/why';
import { alice, bob, faultWith, group, MINUTE, machineWith, present, T } from '../domain/builders';
import { CHANNEL, MACHINE_ID, useWorld, type World } from './world';

const here = useWorld();
const STRANGER = 'U0NOBODY';

const ask = (facts: Partial<WhyAsk> = {}, world: World = here.world) =>
  createWhy(world)({
    personId: alice.id,
    channel: CHANNEL,
    verb: 'isolate',
    machine: 'web-01',
    parameter: null,
    comment: null,
    ...facts,
  });

const explained = async (facts: Partial<WhyAsk> = {}) => {
  const answer = await ask(facts);
  if (answer.kind !== 'explained') throw new Error(JSON.stringify(answer));
  return answer;
};

it('why tells what asking would take, and puts nothing on record', async () => {
  const answer = await explained();
  expect(answer).toMatchObject({ machine: machineWith(), comment: null, notHere: null, pause: null });
  expect(spell(approvalsSentence(answer.ruling.terms))).toMatch(/^1 approval, by user /);
  expect(await here.world.entries()).toEqual([]);
  expect(await here.world.posts.due(T, 9)).toEqual([]);
  expect(here.world.defender.orders).toEqual([]);
});

it('somebody who may only approve hears that they may not ask, and that they could approve', async () => {
  expect(await explained({ personId: bob.id })).toMatchObject({
    notHere: { code: 'not-a-requestor' },
    couldApprove: true,
  });
  expect(await explained()).toMatchObject({ couldApprove: false });
});

it('somebody whose approval only a rule asks for may see it, and could approve where the rule applies', async () => {
  const { world } = here;
  const rules = [{ name: 'Leads', when: { actions: ['scan'] }, approvers: group('SLEAD') }];
  world.setPolicy({ rules });
  world.people.profiles.set(STRANGER, { ...present(world.people.profiles.get(bob.id)), id: STRANGER });
  world.people.groups.set('SLEAD', new Set([STRANGER]));
  expect(await explained({ personId: STRANGER, verb: 'scan' })).toMatchObject({ couldApprove: true });
  expect(await explained({ personId: STRANGER, verb: 'isolate' })).toMatchObject({ couldApprove: false });
});

it('somebody who may neither ask nor approve hears nothing, and Defender is not asked', async () => {
  const { world } = here;
  world.people.profiles.set(STRANGER, { ...present(world.people.profiles.get(bob.id)), id: STRANGER });
  for (const machine of ['web-01', 'no-such-machine']) {
    expect(await ask({ personId: STRANGER, machine })).toMatchObject({
      kind: 'refused',
      refusal: { code: 'not-for-you' },
    });
  }
  expect(world.defender.reads).toEqual([]);
});

it.each([
  ['whom Slack does not know', (world: World) => void world.people.profiles.delete(alice.id)],
  [
    'who is a guest',
    (world: World) =>
      void world.people.profiles.set(alice.id, { ...present(world.people.profiles.get(alice.id)), isGuest: true }),
  ],
])('somebody %s hears nothing, whatever the policy says of them', async (_, change) => {
  change(here.world);
  expect(await ask()).toMatchObject({ kind: 'refused', refusal: { code: 'not-a-member' } });
});

it.each([
  ['the bot is not in', null, 'bot-not-in-channel'],
  ['the policy does not allow', ['C0OTHER'], 'wrong-channel'],
])('a channel that %s does not keep the explanation back', async (_, channels, code) => {
  const { world } = here;
  if (channels === null) world.people.channels.delete(CHANNEL);
  else world.setPolicy({ channels });
  expect(await explained()).toMatchObject({ machine: { id: MACHINE_ID }, notHere: { code } });
});

it('while sending is paused the explanation says by whom and why', async () => {
  const { world } = here;
  const about = { words: 'an account is stolen', policyHash: 'policy', channels: [] };
  const change = pauseSending(
    await world.store.sending(),
    { person: bob, delivery: await world.deliver(), ...about },
    T,
  );
  if ('code' in change) throw new Error(change.code);
  await world.store.commit(change);
  expect(await explained()).toMatchObject({ pause: { by: bob, words: 'an account is stolen' } });
});

it('a comment that says nothing counts as none, so that no ticket is missed', async () => {
  here.world.setPolicy({ rules: [{ name: 'Freeze', when: {}, ticket: 'CHG' }] });
  expect(await explained({ comment: ' \u200b ' })).toMatchObject({ comment: null, ruling: { refusal: null } });
  expect(await explained({ comment: 'why' })).toMatchObject({ ruling: { refusal: { code: 'ticket-missing' } } });
});

it('several records of one name are all given, and none is picked', async () => {
  const { world } = here;
  world.defender.machineList = [machineWith(), machineWith({ id: 'b'.repeat(40) })];
  expect(await ask()).toMatchObject({ kind: 'several', candidates: [{ id: MACHINE_ID }, { id: 'b'.repeat(40) }] });
});

it('a directory that cannot be read is a fault, and no answer', async () => {
  here.world.people.fault = new Fault(faultWith({ system: 'Slack' }));
  await expect(ask()).rejects.toThrow(Fault);
});

describe('the questions of one person', () => {
  const few = { requests: { most: 2, perMs: MINUTE }, refusedClicks: { most: 20, perMs: MINUTE } };

  it('are answered up to the limit, then neither Slack nor Defender is asked until the time that is told', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const why = createWhy(world);
    const question = {
      personId: alice.id,
      channel: CHANNEL,
      verb: 'isolate',
      machine: 'web-01',
      parameter: null,
      comment: null,
    } as const;
    expect(await why(question)).toMatchObject({ kind: 'explained' });
    await world.clock.move(10_000);
    expect(await why(question)).toMatchObject({ kind: 'explained' });
    const reads = world.defender.reads.length;
    const asked = world.people.asked.length;
    expect(await why(question)).toMatchObject({
      kind: 'refused',
      refusal: { code: 'too-many-requests', at: T + MINUTE, next: 'Wait until then, or let a colleague ask.' },
    });
    expect(world.defender.reads).toHaveLength(reads);
    expect(world.people.asked).toHaveLength(asked);
    expect(await why({ ...question, personId: bob.id })).toMatchObject({ kind: 'explained' });
    expect(await world.entries()).toEqual([]);
    await world.clock.move(MINUTE - 10_000);
    expect(await why(question)).toMatchObject({ kind: 'explained' });
    expect(await why(question)).toMatchObject({ refusal: { at: T + MINUTE + 10_000 } });
  });

  it('take nothing from what they may ask for', async () => {
    const { world } = here;
    world.setPolicy({ limits: few });
    const why = createWhy(world);
    const question = {
      personId: alice.id,
      channel: CHANNEL,
      verb: 'isolate',
      machine: 'web-01',
      parameter: null,
      comment: null,
    } as const;
    for (let nth = 0; nth < 3; nth += 1) await why(question);
    expect(await world.asking()).toMatchObject({ kind: 'opened' });
  });
});
