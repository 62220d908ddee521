import { Fault } from '../../src/domain/fault';
import { createHistory } from '../../src/flow/history';
import { alice, bob, carol, dave, faultWith, group, present, users } from '../domain/builders';
import { useWorld } from './world';

const here = useWorld();
const tell = (personId: string, requestId: string) => createHistory(here.world)(personId, requestId);

it('the story of a request holds every event of it in order, with who did it', async () => {
  const { world } = here;
  const requestId = await world.posted();
  await world.review.approve(await world.clickBy(alice, requestId));
  await world.review.approve(await world.clickBy(bob, requestId));
  const told = await tell(alice.id, requestId);
  if (told.kind !== 'history') throw new Error(told.kind);
  expect(told.events.map(({ happening }) => happening.kind)).toEqual(['asked', 'card-posted', 'refused', 'approved']);
  expect(told.events).toMatchObject([{ actor: alice }, { actor: null }, { actor: alice }, { actor: bob }]);
  expect(told.dossier.request).toMatchObject({ id: requestId, status: 'approved' });
});

describe('the story is told', () => {
  it.each([
    ['to whoever may ask', alice],
    ['to whoever may approve', bob],
  ])('%s', async (_, { id }) => {
    expect(await tell(id, await here.world.posted())).toMatchObject({ kind: 'history' });
  });

  it('to the approvers of a rule, by today’s membership', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.setPolicy({ approvers: users(carol.id), rules: [{ name: 'R', when: {}, approvers: group('SLEADS') }] });
    expect(await tell(dave.id, requestId)).toMatchObject({ refusal: { code: 'not-for-you' } });
    world.people.groups.set('SLEADS', new Set([dave.id]));
    expect(await tell(dave.id, requestId)).toMatchObject({ kind: 'history' });
  });

  it('to nobody who may neither ask nor approve, whether there is such a request or not', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.setPolicy({ requestors: users(alice.id), approvers: users(bob.id) });
    for (const id of [requestId, 'NOSUCH']) {
      expect(await tell(carol.id, id)).toMatchObject({ kind: 'refused', refusal: { code: 'not-for-you' } });
    }
  });

  it('to no guest and to no stranger, even if a group of the policy holds them', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.people.profiles.set(bob.id, { ...present(world.people.profiles.get(bob.id)), isGuest: true });
    expect(await tell(bob.id, requestId)).toMatchObject({ refusal: { code: 'not-a-member' } });
    expect(await tell('UNOBODY', requestId)).toMatchObject({ refusal: { code: 'not-a-member' } });
  });

  it('to nobody while the directory does not say who they are', async () => {
    const { world } = here;
    const requestId = await world.posted();
    world.people.fault = new Fault(faultWith({ system: 'Slack', code: 'internal_error' }));
    await expect(tell(alice.id, requestId)).rejects.toMatchObject({ facts: { code: 'internal_error' } });
  });
});

it('of a request that there is not, the answer says where to look', async () => {
  expect(await tell(alice.id, 'NOSUCH')).toMatchObject({
    kind: 'refused',
    refusal: { code: 'no-history', next: expect.stringContaining('/defender status') },
  });
});
