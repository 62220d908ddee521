import type { HomeClick } from '../../src/flow/home-intake';
import { alice, bob, carol, present, SECOND } from '../domain/builders';
import { homeOf, lastOf } from './home-in-world';
import { useWorld, type World } from './world';

const here = useWorld();

describe('a click in Home', () => {
  const clicking = async (world: World) => {
    const home = homeOf(world);
    const requestId = await world.posted();
    await home.opened(bob.id, 'nothing');
    await home.opened(carol.id, 'nothing');
    await world.clock.move(5 * SECOND);
    const { binding } = (await world.dossierOf(requestId)).request;
    const click = {
      requestId,
      binding,
      personId: bob.id,
      delivery: await world.deliver(),
      arrivedAt: world.clock.now(),
    };
    return { home, click, token: lastOf(world, bob.id).token, requestId };
  };

  it('is decided as the click on the recorded card would be', async () => {
    const { world } = here;
    const { home, click, token, requestId } = await clicking(world);
    const found = present(await home.clicked({ ...click, token }));
    expect(found.click).toMatchObject(await world.clickBy(bob, requestId, { delivery: click.delivery }));
    expect(await world.review.approve(found.click)).toEqual({ kind: 'done' });
  });

  it.each<[string, (own: string, world: World) => string | Promise<string>]>([
    ['drawn for somebody else', (_, world) => lastOf(world, carol.id).token],
    ['that was never drawn', (own) => `${own}x`],
    ['with the id of the card’s post', async (_, world) => present(await world.posts.cardOf('REQ1')).postId],
  ])('on a button %s stands for nothing', async (_, forge) => {
    const { world } = here;
    const { home, click, token } = await clicking(world);
    expect(await home.clicked({ ...click, token: await forge(token, world) })).toBeNull();
  });

  it.each<[string, Partial<HomeClick>, string]>([
    ['of a request that there is none of', { requestId: 'NONE' }, 'unknown-request'],
    ['bound to something else', { binding: 'another' }, 'card-changed'],
    ['by its requestor', { personId: alice.id }, 'own-request'],
  ])('%s is refused', async (_, facts, code) => {
    const { world } = here;
    const { home, click, requestId } = await clicking(world);
    await home.opened(facts.personId ?? bob.id, 'nothing');
    await world.clock.move(5 * SECOND);
    const { token } = lastOf(world, facts.personId ?? bob.id);
    const found = present(await home.clicked({ ...click, ...facts, token }));
    expect(await world.review.approve(found.click)).toMatchObject({ kind: 'refused', refusal: { code } });
    expect(await world.statusOf(requestId)).toBe('pending waiting');
  });
});
