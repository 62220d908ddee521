import { createAnnounce } from '../../src/flow/announce';
import type { PostOutcome } from '../../src/flow/ports';
import { bob, present, SECOND } from '../domain/builders';
import { held } from './fake-defender';
import { useWorld, type World } from './world';

const here = useWorld();

/** The announcer of one of several replicas, whose turn it is until the test says otherwise. */
const announcing = (world: World, facts: Partial<Parameters<typeof createAnnounce>[0]> = {}) => {
  const turn = { isOurs: true, number: 1 };
  const loop = createAnnounce({
    ...world,
    isAlone: false,
    tenure: { holds: () => turn.isOurs, term: () => turn.number },
    cardPosted: () => {},
    ...facts,
  });
  return { turn, loop };
};

it('a replica that was frozen before it could say something does not say it late: whoever has the work does, marked', async () => {
  const { world } = here;
  await world.asking();
  let frozenMs = 0;
  const { loop, turn } = announcing(world, {
    clock: { ...world.clock, now: () => world.clock.now() + frozenMs },
    posts: {
      ...world.posts,
      begin: async (ids, now) => {
        const isBegun = await world.posts.begin(ids, now);
        frozenMs = 6 * SECOND;
        return isBegun;
      },
    },
  });
  loop.wake();
  await world.clock.settle();
  turn.isOurs = false;
  expect(world.shown).toEqual([]);
  const other = announcing(world);
  other.loop.wake();
  await world.clock.move(17 * SECOND);
  other.loop.wake();
  await world.clock.move(6 * SECOND);
  expect(world.shown).toMatchObject([{ what: 'card', isRepeat: true }]);
  await Promise.all([loop.stop(), other.loop.stop()]);
});

it('what another replica is saying is not given up as long as it may still arrive', async () => {
  const { world } = here;
  await world.asking();
  const answer = held<PostOutcome>();
  world.outcomes.push(() => answer.promise);
  const first = announcing(world);
  first.loop.wake();
  await world.clock.settle();
  const other = announcing(world);
  other.loop.wake();
  await world.clock.move(10 * SECOND);
  answer.give({ kind: 'sent', ts: 'card.ts' });
  await world.clock.move(30 * SECOND);
  expect(world.shown).toMatchObject([{ what: 'card', isRepeat: false }]);
  expect(world.logged('post.lost')).toEqual([]);
  await Promise.all([first.loop.stop(), other.loop.stop()]);
});

it('a card that was redrawn by a replica whose turn was over is drawn anew, so that no old state stays', async () => {
  const { world } = here;
  const requestId = await world.posted();
  await world.review.approve(await world.clickBy(bob, requestId));
  const answer = held<PostOutcome>();
  const said = { kind: 'sent', ts: 'note.ts' } as const;
  const heldRedraw = async (what: string) => (what === 'redraw' ? answer.promise : said);
  world.outcomes.push(heldRedraw, heldRedraw);
  const { turn, loop } = announcing(world);
  loop.wake();
  await world.clock.move(3 * SECOND);
  expect(await world.posts.redraws(world.clock.now(), 9)).toHaveLength(1);
  turn.isOurs = false;
  const [card] = await world.posts.redraws(world.clock.now(), 9);
  const { postId, wantRevision } = present(card);
  await world.posts.drawn(postId, wantRevision);
  answer.give({ kind: 'sent', ts: 'card.ts' });
  await world.clock.settle();
  expect(await world.posts.redraws(world.clock.now(), 9)).toMatchObject([{ postId, wantRevision: wantRevision + 1 }]);
  await loop.stop();
});

it('nothing is begun by a replica whose turn it is not', async () => {
  const { world } = here;
  await world.asking();
  const { turn, loop } = announcing(world);
  turn.isOurs = false;
  loop.wake();
  await world.clock.move(10 * SECOND);
  expect(world.shown).toEqual([]);
  turn.isOurs = true;
  loop.wake();
  await world.clock.move(SECOND);
  expect(world.shown).toMatchObject([{ what: 'card', isRepeat: false }]);
  await loop.stop();
});
