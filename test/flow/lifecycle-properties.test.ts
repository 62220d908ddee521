import fc from 'fast-check';
import { createDriver } from './lifecycle-driver';
import { stories } from './lifecycle-steps';
import { createTally } from './lifecycle-watch';

const STORIES = 5_000;

/** What the stories must have come to at least so often, or they would prove nothing. Each is far below what is usual. */
const least = {
  claimed: 400,
  'claimed with a quorum above one': 100,
  'turned away: stale': 100,
  'turned away: seen': 100,
  'turned away: already-open': 50,
  'turned away: lane-taken': 3,
  deny: 100,
  'unsettled>dispatched': 1,
  'dispatched>failed': 3,
  'turned away: paused': 20,
  'not sent: stricter': 20,
  'dispatching>ready': 50,
  'dispatching>unsettled': 5,
  'dispatched>succeeded': 5,
  'approved>expired': 50,
  'approved>withdrawn': 10,
  'pending>expired': 10,
  'refused: own-request': 300,
  'refused: not-an-approver': 300,
  'refused: already-reviewed': 100,
  'refused: place-taken': 3,
  'refused: not-a-member': 100,
  'refused: expired': 100,
  'refused: no-comment': 200,
  'refused: ticket-missing': 20,
  'refused: denied-by-rule': 10,
} as const;

test(`${STORIES} stories of anything by anybody keep the two-person rule, and one in ten is sent`, async () => {
  const tally = createTally();
  let sent = 0;
  await fc.assert(
    fc.asyncProperty(stories, async ({ policy, steps }) => {
      tally.turn();
      const driver = createDriver(policy, tally);
      for (const step of steps) await driver.carryOut(step);
      if (tally.hasNow('claimed')) sent += 1;
    }),
    { numRuns: STORIES },
  );
  const missed = Object.entries(least).filter(([what, count]) => tally.of(what) < count);
  expect(missed.map(([what, count]) => `${what}: ${tally.of(what)} of at least ${count}`)).toEqual([]);
  expect(sent).toBeGreaterThan(STORIES / 10);
}, 60_000);
