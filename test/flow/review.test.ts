import { isOutcome } from '../../src/domain/event';
import { Fault } from '../../src/domain/fault';
import type { CardClick } from '../../src/flow/intake';
import { alice, bob, carol, dave, faultWith, group, MINUTE, present, T, users } from '../domain/builders';
import { held } from './fake-defender';
import { CHANNEL, useWorld, type World } from './world';

const here = useWorld();
const eve = { id: 'UEVE', name: 'Eve' };

/** What was told, or is still to be told, in the thread. */
const notesOf = async (world: World) => {
  const due = await world.posts.due(world.clock.now(), 99);
  return due.filter(({ kind }) => kind === 'note').map(({ event }) => event.happening.kind);
};

it('an approval by somebody else makes the run ready', async () => {
  const { world } = here;
  const requestId = await world.posted();
  expect(await world.review.approve(await world.clickBy(bob, requestId))).toEqual({ kind: 'done' });
  expect(await world.statusOf(requestId)).toBe('approved ready');
  expect((await world.dossierOf(requestId)).request.sendBy).toBe(T + 15 * MINUTE);
  expect(world.woken).toContain('decided');
});

it('a denial ends the request, with the words as they are kept', async () => {
  const { world } = here;
  const requestId = await world.posted();
  const click = await world.clickBy(bob, requestId);
  expect(await world.review.deny({ ...click, words: ' not\r\nnow\u0000 ' })).toEqual({ kind: 'done' });
  expect(await world.statusOf(requestId)).toBe('denied not_sent');
  expect((await world.dossierOf(requestId)).request.decision?.words).toBe('not\nnow');
  expect((await world.posts.due(T, 9)).some(({ event }) => isOutcome(event.happening))).toBe(true);
});

it('the requestor withdraws without Slack being asked for anything', async () => {
  const { world } = here;
  const requestId = await world.posted();
  world.people.fault = new Fault(faultWith({ system: 'Slack' }));
  expect(await world.review.withdraw(await world.clickBy(alice, requestId))).toEqual({ kind: 'done' });
  expect(await world.statusOf(requestId)).toBe('withdrawn not_sent');
});

describe('a click is refused, on record and without effect,', () => {
  it.each<[string, string, (world: World) => void, { readonly id: string }]>([
    ['from the requestor', 'own-request', () => {}, alice],
    ['from somebody whom Slack does not know', 'not-a-member', () => {}, eve],
    [
      'from somebody whom the policy does not know',
      'not-an-approver',
      (world) => world.setPolicy({ approvers: users(carol.id) }),
      bob,
    ],
    ['in a channel that is shared by now', 'shared-channel', (world) => share(world), bob],
    [
      'in a channel that the policy does not name any more',
      'wrong-channel',
      (world) => world.setPolicy({ channels: [] }),
      bob,
    ],
    [
      'where a rule denies the action by now',
      'not-allowed-any-more',
      (world) => world.setPolicy({ rules: [{ name: 'R', when: {}, deny: 'No.' }] }),
      bob,
    ],
  ])('%s', async (_, code, arrange, person) => {
    const { world } = here;
    const requestId = await world.posted();
    arrange(world);
    const click = await world.clickBy(person, requestId);
    expect(await world.review.approve(click)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(await world.statusOf(requestId)).toBe('pending waiting');
    expect(world.logged('review.refused')).toMatchObject([
      { fields: { requestId, by: person.id, attempted: 'approved', code } },
    ]);
    // Taken up again after a crash it is answered once more, and on record once.
    expect(await world.review.approve(click)).toMatchObject({ kind: 'refused', refusal: { code } });
    const kinds = (await world.store.eventsOf(requestId)).map(({ happening }) => happening.kind);
    expect(kinds.filter((kind) => kind === 'refused').length).toBeLessThanOrEqual(1);
    expect(await notesOf(world)).toEqual([]);
    expect(world.woken).not.toContain('decided');
  });

  const share = (world: World) =>
    void world.people.channels.set(CHANNEL, { ...present(world.people.channels.get(CHANNEL)), isShared: true });

  it.each<[string, string, (click: CardClick) => CardClick]>([
    ['of an unknown request', 'unknown-request', (click) => ({ ...click, requestId: 'NOSUCH' })],
    ['of a button of another binding', 'card-changed', (click) => ({ ...click, binding: 'other' })],
    ['of a button of another post', 'not-the-card', (click) => ({ ...click, postId: 'other' })],
    ['on a copy in the same channel', 'not-the-card', (click) => ({ ...click, messageTs: 'other.ts' })],
    ['on a copy in another channel', 'not-the-card', (click) => ({ ...click, channel: 'C0OTHER' })],
  ])('%s', async (_, code, change) => {
    const { world } = here;
    const requestId = await world.posted();
    const click = change(await world.clickBy(bob, requestId));
    for (const attempt of [
      () => world.review.approve(click),
      () => world.review.withdraw({ ...click, delivery: 'none' }),
    ]) {
      expect(['refused', 'seen']).toContain((await attempt()).kind);
    }
    expect(await world.review.beforeDeny(click)).toMatchObject({ code });
    expect(await world.statusOf(requestId)).toBe('pending waiting');
  });
});

describe('where today’s policy would not let it be asked for', () => {
  it.each<[string, string, Parameters<World['setPolicy']>[0]]>([
    [
      'a rule denies it',
      'The policy rule “R” does not allow this: No.',
      { rules: [{ name: 'R', when: {}, deny: 'No.' }] },
    ],
    [
      'a rule wants a ticket',
      'rule “R” wants something that matches INC',
      { rules: [{ name: 'R', when: {}, ticket: 'INC' }] },
    ],
  ])('since %s, an approver is told so, who asked, and what to do', async (_, says, rules) => {
    const { world } = here;
    const requestId = await world.posted();
    world.setPolicy(rules);
    const outcome = await world.review.approve(await world.clickBy(bob, requestId));
    const refusal = present(outcome.kind === 'refused' ? outcome.refusal : undefined);
    expect(refusal.says).toContain(`since ${alice.name} asked, and this can no longer be approved. `);
    expect(refusal.says).toContain(says);
    expect(refusal.next).toBe(
      `Press Deny and pass that on; ${alice.name} can ask again in a way that the policy allows now.`,
    );
    expect(await world.statusOf(requestId)).toBe('pending waiting');
  });

  const outdated = 'The policy has changed since Alice Able asked, and what this card asks for is not enough any more.';

  it.each<[string, string, Parameters<World['setPolicy']>[0]]>([
    ['more approvals are needed', 'It takes 2 approvals now, not 1.', { quorum: 2 }],
    [
      'a rule asks for others too',
      'These rules apply now: “Leads”.',
      { rules: [{ name: 'Leads', when: {}, approvers: users(bob.id) }] },
    ],
    ['the approvers are others', 'The approvers are others now.', { approvers: users(bob.id) }],
  ])('since %s, nothing is approved on the old card, and an approver is told what to do', async (_, why, facts) => {
    const { world } = here;
    const requestId = await world.posted();
    world.setPolicy(facts);
    expect(await world.review.approve(await world.clickBy(bob, requestId))).toMatchObject({
      kind: 'refused',
      refusal: {
        code: 'terms-outdated',
        says: `${outdated} ${why}`,
        next: 'Have Alice Able press Withdraw and ask again: the new card asks for everything that is needed now. Denying this one stays possible.',
      },
    });
    expect(await world.statusOf(requestId)).toBe('pending waiting');
    expect((await world.dossierOf(requestId)).reviews).toEqual([]);
    expect(await notesOf(world)).toEqual([]);
    const click = { ...(await world.clickBy(bob, requestId)), words: 'ask again' };
    expect(await world.review.deny(click)).toEqual({ kind: 'done' });
  });

  it('an approval counts again once the policy asks for no more than the card does', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.setPolicy({ quorum: 2 });
    const approve = async () => world.review.approve(await world.clickBy(bob, requestId));
    expect(await approve()).toMatchObject({ refusal: { code: 'terms-outdated' } });
    world.setPolicy({ quorum: 1 });
    expect(await approve()).toEqual({ kind: 'done' });
  });

  const denied = { rules: [{ name: 'R', when: {}, deny: 'No.' }] };

  it('an approver can still deny it', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.setPolicy(denied);
    const click = { ...(await world.clickBy(bob, requestId)), words: 'not any more' };
    expect(await world.review.deny(click)).toEqual({ kind: 'done' });
  });

  it('whoever could not approve it anyway is told why they could not', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.setPolicy({ ...denied, approvers: users(carol.id) });
    const refused = async (person: { readonly id: string }) =>
      world.review.approve(await world.clickBy(person, requestId));
    expect(await refused(bob)).toMatchObject({ refusal: { code: 'not-an-approver' } });
    expect(await refused(alice)).toMatchObject({ refusal: { code: 'own-request' } });
    await world.clock.move(30 * MINUTE + 1);
    expect(await refused(carol)).toMatchObject({ refusal: { code: 'expired' } });
  });
});

describe('membership', () => {
  it('is read after the click, for the groups of the fixed terms and of today’s', async () => {
    const { world } = here;
    world.setPolicy({ approvers: group('SOLD') });
    const requestId = await world.posted();
    world.people.groups.set('SOLD', new Set([bob.id]));
    world.setPolicy({ approvers: group('SNEW') });
    expect(await world.review.approve(await world.clickBy(bob, requestId))).toMatchObject({
      refusal: { code: 'not-an-approver' },
    });
    expect(new Set(world.people.asked)).toEqual(new Set(['SOLD', 'SNEW']));
    world.people.groups.set('SNEW', new Set([bob.id]));
    expect(await world.review.approve(await world.clickBy(bob, requestId))).toMatchObject({
      refusal: { code: 'terms-outdated' },
    });
    world.setPolicy({ approvers: group('SOLD') });
    expect(await world.review.approve(await world.clickBy(bob, requestId))).toEqual({ kind: 'done' });
  });

  it('that cannot be established is no approval, and the click can be made again', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const click = await world.clickBy(bob, requestId);
    world.people.fault = new Fault(faultWith({ system: 'Slack', code: 'ratelimited' }));
    await expect(world.review.approve(click)).rejects.toMatchObject({ facts: { system: 'Slack' } });
    expect(await world.statusOf(requestId)).toBe('pending waiting');
    world.people.fault = null;
    expect(await world.review.approve(click)).toEqual({ kind: 'done' });
  });
});

describe('the last moment', () => {
  it('is judged by when the click arrived, however late it is decided', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const arrivedAt = T + 30 * MINUTE;
    await world.clock.move(31 * MINUTE);
    expect(await world.review.approve(await world.clickBy(bob, requestId, { arrivedAt }))).toEqual({ kind: 'done' });
  });

  it('is over for a click that arrived after it, even if nobody has swept yet', async () => {
    const { world } = here;
    const requestId = await world.posted();
    await world.clock.move(30 * MINUTE + 1);
    expect(await world.review.approve(await world.clickBy(bob, requestId))).toMatchObject({
      refusal: { code: 'expired', at: T + 30 * MINUTE },
    });
  });
});

describe('two at once:', () => {
  it('a double click counts once', async () => {
    const { world } = here;
    world.setPolicy({ quorum: 2 });
    const requestId = await world.posted();
    const clicks = [await world.clickBy(bob, requestId), await world.clickBy(bob, requestId)];
    const outcomes = await Promise.all(clicks.map(world.review.approve));
    expect(outcomes).toEqual(expect.arrayContaining([{ kind: 'done' }, expect.objectContaining({ kind: 'refused' })]));
    expect((await world.dossierOf(requestId)).reviews).toHaveLength(1);
    expect(await world.statusOf(requestId)).toBe('pending waiting');
  });

  it('one delivery counts once, and is not refused the second time', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const click = await world.clickBy(bob, requestId);
    const outcomes = await Promise.all([world.review.approve(click), world.review.approve(click)]);
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'seen']);
    expect(await world.review.approve(click)).toEqual({ kind: 'seen' });
  });

  it('two approvers make one quorum, each counted', async () => {
    const { world } = here;
    world.setPolicy({ quorum: 2 });
    const requestId = await world.posted();
    const clicks = [await world.clickBy(bob, requestId), await world.clickBy(carol, requestId)];
    expect(await Promise.all(clicks.map(world.review.approve))).toEqual([{ kind: 'done' }, { kind: 'done' }]);
    expect(await world.statusOf(requestId)).toBe('approved ready');
    expect((await world.dossierOf(requestId)).reviews.map(({ person }) => person.id).sort()).toEqual([
      bob.id,
      carol.id,
    ]);
  });

  it('of three approvers for one place, one wins and the others are told who', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const people = [bob, carol, dave];
    const clicks = await Promise.all(people.map((person) => world.clickBy(person, requestId)));
    const outcomes = await Promise.all(clicks.map(world.review.approve));
    expect(outcomes.filter(({ kind }) => kind === 'done')).toHaveLength(1);
    const { reviews } = await world.dossierOf(requestId);
    const winner = present(reviews[0]).person.name;
    for (const outcome of outcomes.filter(({ kind }) => kind === 'refused')) {
      expect(outcome).toMatchObject({
        refusal: { code: 'decided', says: `Too late: this request was approved by ${winner}.` },
      });
    }
  });

  it.each(['approve first', 'deny first'])('an approval and a denial: one of them holds (%s)', async (order) => {
    const { world } = here;
    const requestId = await world.posted();
    const approve = async () => world.review.approve(await world.clickBy(bob, requestId));
    const deny = async () => world.review.deny({ ...(await world.clickBy(carol, requestId)), words: 'no' });
    const outcomes = await Promise.all(
      (order === 'approve first' ? [approve, deny] : [deny, approve]).map((act) => act()),
    );
    expect(outcomes.map(({ kind }) => kind).sort()).toEqual(['done', 'refused']);
    expect(['approved ready', 'denied not_sent']).toContain(await world.statusOf(requestId));
  });

  it('a withdrawal that comes while an approval is being decided holds', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const slow = held<void>();
    world.people.wait = () => slow.promise;
    const approving = world.review.approve(await world.clickBy(bob, requestId));
    await world.clock.settle();
    await world.review.withdraw(await world.clickBy(alice, requestId));
    slow.give();
    expect(await approving).toMatchObject({ kind: 'refused', refusal: { code: 'decided' } });
    expect(await world.statusOf(requestId)).toBe('withdrawn not_sent');
  });
});

describe('a card whose answer was lost', () => {
  const lose = async (world: World): Promise<string> => {
    const submitted = await world.asking();
    if (submitted.kind !== 'opened') throw new Error(submitted.kind);
    world.outcomes.push(async () => ({ kind: 'unknown', says: 'timeout' }));
    const loop = world.announce();
    loop.wake();
    await world.clock.settle();
    await loop.stop();
    return submitted.requestId;
  };

  it('is settled by the click that carries it: the clock runs, and the click counts', async () => {
    const { world } = here;
    const requestId = await lose(world);
    expect(await world.posts.cardOf(requestId)).toMatchObject({ ts: null });
    await world.clock.move(5_000);
    const click = await world.clickBy(bob, requestId, { messageTs: 'real.ts' });
    expect(await world.review.approve(click)).toEqual({ kind: 'done' });
    expect(await world.posts.cardOf(requestId)).toMatchObject({ ts: 'real.ts' });
    expect((await world.dossierOf(requestId)).request).toMatchObject({
      status: 'approved',
      expiresAt: T + 5_000 + 30 * MINUTE,
    });
  });

  it('is settled by a click that is refused, too, and then every other message is a copy', async () => {
    const { world } = here;
    const requestId = await lose(world);
    const click = await world.clickBy(alice, requestId, { messageTs: 'real.ts' });
    expect(await world.review.beforeDeny(click)).toMatchObject({ code: 'own-request' });
    expect(await world.posts.cardOf(requestId)).toMatchObject({ ts: 'real.ts' });
    const other = await world.clickBy(bob, requestId, { messageTs: 'other.ts' });
    expect(await world.review.approve(other)).toMatchObject({ refusal: { code: 'not-the-card' } });
    const redraws = await world.posts.redraws(world.clock.now(), 10);
    expect(redraws.filter(({ what }) => what === 'copy')).toMatchObject([{ requestId, ts: 'other.ts' }]);
  });

  it('is settled by no click on a message that is none of ours', async () => {
    const { world } = here;
    const requestId = await lose(world);
    const click = await world.clickBy(bob, requestId, { messageTs: '' });
    expect(await world.review.approve(click)).toMatchObject({ refusal: { code: 'not-the-card' } });
    expect(await world.posts.cardOf(requestId)).toMatchObject({ ts: null });
  });

  it('is not said again once a click has settled it', async () => {
    const { world } = here;
    const requestId = await lose(world);
    await world.review.beforeDeny(await world.clickBy(bob, requestId, { messageTs: 'real.ts' }));
    const loop = world.announce();
    loop.wake();
    await world.clock.move(MINUTE);
    await loop.stop();
    expect(world.shown.filter(({ what }) => what === 'card')).toEqual([]);
  });
});

describe('before the form for a denial', () => {
  it.each<[string, { readonly id: string }, string | null]>([
    ['an approver gets it', bob, null],
    ['the requestor does not', alice, 'own-request'],
    ['somebody who is none of the approvers by name does not', eve, 'not-an-approver'],
  ])('%s', async (_, person, code) => {
    const { world } = here;
    const requestId = await world.posted();
    const refusal = await world.review.beforeDeny(await world.clickBy(person, requestId));
    expect(refusal?.code ?? null).toBe(code);
  });

  it('whoever may not decide does not get it either', async () => {
    const { world } = here;
    world.setPolicy({ approvers: group('SAPP') });
    const requestId = await world.posted();
    const click = await world.clickBy(bob, requestId);
    expect(await world.review.beforeDeny(click)).toMatchObject({ code: 'not-an-approver' });
    expect(await world.review.deny({ ...click, words: 'x' })).toMatchObject({ refusal: { code: 'not-an-approver' } });
  });

  it('somebody who has approved does not get it', async () => {
    const { world } = here;
    world.setPolicy({ quorum: 2 });
    const requestId = await world.posted();
    await world.review.approve(await world.clickBy(bob, requestId));
    expect(await world.review.beforeDeny(await world.clickBy(bob, requestId))).toMatchObject({
      code: 'already-reviewed',
    });
  });
});

it('a store that cannot be written leaves the click to be made again', async () => {
  const { world } = here;
  const requestId = await world.posted();
  const click = await world.clickBy(bob, requestId);
  world.faults.set('commit', new Fault(faultWith({ system: 'store', code: 'full' })));
  await expect(world.review.approve(click)).rejects.toMatchObject({ facts: { code: 'full' } });
  world.faults.clear();
  expect(await world.review.approve(click)).toEqual({ kind: 'done' });
});

describe('a policy that changes while it is established who clicked', () => {
  it('is the one that decides, and is on record', async () => {
    const { world } = here;
    const requestId = await world.posted();
    const read = held<void>();
    world.people.wait = () => read.promise;
    const approving = world.review.approve(await world.clickBy(bob, requestId));
    await world.clock.settle();
    world.setPolicy({ hash: 'newer', approvers: users(carol.id) });
    read.give();
    expect(await approving).toMatchObject({ kind: 'refused', refusal: { code: 'not-an-approver' } });
    expect(world.policiesOf(requestId)).toEqual(['newer']);
  });

  it('has the groups read that only it names', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.people.groups.set('SNEW', new Set([bob.id]));
    const read = held<void>();
    world.people.wait = () => read.promise;
    const approving = world.review.approve(await world.clickBy(bob, requestId));
    await world.clock.settle();
    world.setPolicy({ hash: 'newer', approvers: group('SNEW') });
    read.give();
    // In it, or else they would be told that they are no approver.
    expect(await approving).toMatchObject({ refusal: { code: 'terms-outdated' } });
    expect(world.people.asked).toEqual(['SNEW']);
  });
});

it.each([
  ['an approval', 'approve'],
  ['a denial', 'deny'],
] as const)('%s carries the policy that it was decided under', async (_, decision) => {
  const { world } = here;
  const requestId = await world.posted();
  world.setPolicy({ hash: 'newer' });
  const click = { ...(await world.clickBy(bob, requestId)), words: 'no' };
  expect(await world.review[decision](click)).toEqual({ kind: 'done' });
  expect(world.policiesOf(requestId)).toEqual(['newer']);
});

it('a refused click carries the policy that it was refused under', async () => {
  const { world } = here;
  const requestId = await world.posted();
  world.setPolicy({ hash: 'newer' });
  await world.review.approve(await world.clickBy(alice, requestId));
  expect(world.policiesOf(requestId)).toEqual(['newer']);
});
