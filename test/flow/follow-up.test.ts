import { isRefusal } from '../../src/domain/refusal';
import { createAttempts } from '../../src/flow/attempts';
import { createFollowUp } from '../../src/flow/follow-up';
import type { CardClick } from '../../src/flow/intake';
import type { Loop } from '../../src/flow/loop';
import { createOpenCard } from '../../src/flow/open-card';
import { createOpenNote } from '../../src/flow/open-note';
import { createRefusedClicks } from '../../src/flow/refused-clicks';
import { bob, carol, HOUR, MACHINE_ID, present, T } from '../domain/builders';
import { recordIn } from '../record';
import { CHANNEL, useWorld, type World } from './world';

const here = useWorld();

const followUps = (world: World) => {
  const refusedClicks = createRefusedClicks({ attempts: createAttempts(world), log: world.log });
  return createFollowUp({ ...world, refusedClicks, openCard: createOpenCard(world), openNote: createOpenNote(world) });
};

/** Isolated for four hours, which are over, and a click on the reminder, which Slack has taken as the message `note.ts`. */
const reminded = async (world: World, slack: 'confirmed' | 'silent' = 'confirmed'): Promise<CardClick> => {
  const requestId = await world.approved({ forMs: 4 * HOUR, parameter: 'selective' });
  const run = async (loop: Loop, forMs: number): Promise<void> => {
    loop.wake();
    await world.clock.move(forMs);
    await loop.stop();
  };
  await run(world.dispatch(), 0);
  world.defender.actionList = world.defender.actionList.map((one) => ({ ...one, status: 'Succeeded', updatedAt: T }));
  await run(world.track(), 0);
  await run(world.remind(), 4 * HOUR);
  const due = await world.posts.due(world.clock.now(), 99);
  const { id: postId } = present(due.find(({ event }) => event.happening.kind === 'containment-over'));
  await world.posts.begin([postId], world.clock.now());
  if (slack === 'confirmed') await world.posts.sent([postId], 'note.ts');
  else await world.posts.unknown([postId], world.clock.now() + HOUR);
  return world.clickBy(carol, requestId, { postId, messageTs: 'note.ts' });
};

it('a reminder’s button fills the form with the inverse and the machine, for whoever clicks', async () => {
  const { world } = here;
  const click = await reminded(world);
  const filled = await followUps(world).prefill(click, 'undone');
  expect(filled).toMatchObject({ verb: 'release', machine: MACHINE_ID, parameter: null, forMs: null, comment: '' });
  expect(filled).toMatchObject({ channel: CHANNEL, thread: null });
  expect(await followUps(world).prefill(click, 'repeated')).toMatchObject({ verb: 'isolate', parameter: 'selective' });
});

it.each<[string, Partial<CardClick>, string]>([
  ['on another message', { messageTs: '1.1' }, 'not-the-card'],
  ['on a message that is not ours', { messageTs: '' }, 'not-the-card'],
  ['in another channel', { channel: 'C0OTHER' }, 'not-the-card'],
  ['with another post', { postId: 'id-999' }, 'not-the-card'],
  ['with another binding', { binding: 'b' }, 'card-changed'],
  ['about a request that is none', { requestId: 'NONE' }, 'unknown-request'],
])('a click %s fills no form', async (_, facts, code) => {
  const { world } = here;
  const click = await reminded(world);
  expect(await followUps(world).prefill({ ...click, ...facts }, 'undone')).toMatchObject({ code });
});

it('a click on a note whose posting Slack never confirmed proves that it is there', async () => {
  const { world } = here;
  const click = await reminded(world, 'silent');
  expect((await world.posts.noteOf(click.postId))?.ts).toBeNull();
  expect(await followUps(world).prefill(click, 'undone')).toMatchObject({ verb: 'release' });
  expect((await world.posts.noteOf(click.postId))?.ts).toBe('note.ts');
});

it('why no form was opened is on record', async () => {
  const { world } = here;
  const requestId = await world.posted();
  const click = await world.clickBy(bob, requestId);
  const refusal = await followUps(world).prefill(click, 'undone');
  if (!isRefusal(refusal)) throw new Error('not refused');
  const before = recordIn(world.path).length;
  await followUps(world).refusePrefill(click, 'undone', refusal);
  expect(recordIn(world.path)).toHaveLength(before + 1);
  const last = (await world.entries()).at(-1)?.happening;
  expect(last).toMatchObject({ kind: 'refused', attempted: 'undone', code: 'nothing-to-undo' });
});
