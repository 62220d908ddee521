import { z } from 'zod';
import { serverUrl } from '../store/fresh-database';
import { type ReplicaWorld, startReplicas } from './replicas';
import { ask, estate, expectDoneOnce } from './trial';
import { POLICY, type Transport } from './world';

const ready = z.object({ work: z.object({ holds: z.boolean() }) });
const QUORUM_OF_TWO = POLICY.replace('quorum: 1', 'quorum: 2');

if (serverUrl === undefined) {
  test.skip('several replicas: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  describe.each<Transport>(['http', 'socket'])('two replicas on one PostgreSQL, over %s', (transport) => {
    const machines = estate(14);
    let next = 0;
    const fresh = () => {
      const machine = machines[next++];
      if (machine === undefined) throw new Error('there are no more machines');
      return machine;
    };
    let two: ReplicaWorld;
    beforeAll(async () => {
      two = await startReplicas(2, machines, { transport });
    }, 60_000);
    afterAll(() => two.stop());
    afterEach(() => {
      expect(two.world.slack.violations).toEqual([]);
      expect(two.world.defender.violations).toEqual([]);
    });

    test('exactly one has the work, and says so', async () => {
      const holder = await two.holder();
      const told = await Promise.all(
        two.replicas.map(async ({ healthUrl }) => {
          const { work } = ready.parse(await (await fetch(`${healthUrl}/readyz`)).json());
          const metrics = await (await fetch(`${healthUrl}/metrics`)).text();
          return [work, /^twokey_holds_work (\d)$/m.exec(metrics)?.[1]];
        }),
      );
      expect(told).toEqual(two.replicas.map((one) => [{ holds: one === holder }, one === holder ? '1' : '0']));
    });

    test('whoever gets which click, every approved request makes one Machine Action, told once', async () => {
      const wave = Array.from({ length: 6 }, fresh);
      const trials = await Promise.all(wave.map((machine) => ask(two.world, machine)));
      await Promise.all(trials.map((trial) => trial.approve()));
      for (const trial of trials) {
        const thread = await expectDoneOnce(trial);
        expect(thread.match(/Succeeded after/g)).toHaveLength(1);
        expect(thread).not.toContain('said again');
      }
      if (transport === 'http') for (const count of two.delivered()) expect(count).toBeGreaterThanOrEqual(6);
    }, 60_000);

    test('two clicks of one person on two replicas at once are one approval', async () => {
      const trial = await ask(two.world, fresh());
      await Promise.all(Array.from({ length: 4 }, () => trial.approve()));
      const thread = await expectDoneOnce(trial);
      expect(thread.match(/Approved by/g) ?? thread.match(/approved/g)).toHaveLength(1);
    });
  });

  test('a quorum of two whose clicks come at one instant on two replicas is filled by both', async () => {
    const machines = estate(4);
    const two = await startReplicas(2, machines, { policy: QUORUM_OF_TWO });
    try {
      const trials = await Promise.all(machines.map((machine) => ask(two.world, machine)));
      const { ida, tom } = two.world;
      for (const { card } of trials) {
        await Promise.all([ida.click(card, 'Approve'), tom.click(card, 'Approve')]);
      }
      for (const trial of trials) await expectDoneOnce(trial);
    } finally {
      await two.stop();
    }
  }, 60_000);
}
