import type { MachineRecord } from '../../simulator/defender/machine-record';
import { sayTo, serverUrl } from '../store/fresh-database';
import { type ReplicaWorld, startReplicas } from './replicas';
import { ask, estate, expectDoneOnce, type Trial } from './trial';

const WAVE = 8;
const LIMIT_MS = 180_000;

if (serverUrl === undefined) {
  test.skip('replicas that die: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  describe('several replicas in the middle of a wave', () => {
    /** The first is left for later. */
    const machines = estate(1 + WAVE);
    let world: ReplicaWorld;
    let trials: readonly Trial[];
    /** Asks again when Slack says that it did not work. */
    const askAnyhow = (machine: MachineRecord): Promise<Trial> =>
      ask(world.world, machine).catch(() => ask(world.world, machine));
    const start = async (count: number): Promise<void> => {
      world = await startReplicas(count, machines);
      trials = await Promise.all(machines.slice(1).map(askAnyhow));
    };
    afterEach(async () => {
      expect(world.world.slack.violations).toEqual([]);
      expect(world.world.defender.violations).toEqual([]);
      await world.stop();
    });

    const posts = () => world.world.defender.log.filter(({ method }) => method === 'POST');
    const sent = (count: number) => world.world.defender.until(() => posts().length >= count, { timeoutMs: 20_000 });
    /** Clicks until Slack takes it, as long as there is something to click. */
    const approve = async (trial: Trial): Promise<void> => {
      const isOpen = () => world.world.slack.plainText(world.world.slack.current(trial.card)).includes('[Approve]');
      for (let tries = 0; tries < 5 && isOpen(); tries += 1) {
        const { status } = await world.world.ida.click(trial.card, 'Approve').catch(() => ({ status: 200 }));
        if (status === 200) return;
      }
    };
    const approveAll = (some = trials) => Promise.all(some.map(approve));
    const expectAllDoneOnce = async (): Promise<void> => {
      for (const trial of trials) await expectDoneOnce(trial);
    };
    /** The next call is held before Defender acts on it, so that whatever happens now happens during a call. */
    const holdCall = async () => {
      const held = world.world.defender.fault({ method: 'POST', path: /restrict/, kind: 'hang-before' });
      const approved = approveAll();
      await world.world.defender.until(() => held.hits() > 0, { timeoutMs: 20_000 });
      return { held, approved };
    };

    test(
      'the one that has the work is killed: another goes on within seconds',
      async () => {
        await start(3);
        const holder = await world.holder();
        const { held, approved } = await holdCall();
        const killedAt = Date.now();
        await holder.kill();
        held.clear();
        await approved;
        await world.holder(holder);
        const tookMs = Date.now() - killedAt;
        await expectAllDoneOnce();
        process.stdout.write(`the work was taken over ${tookMs} ms after a SIGKILL\n`);
        expect(tookMs).toBeLessThan(10_000);
        expect(posts().length).toBeLessThanOrEqual(WAVE + 1);
      },
      LIMIT_MS,
    );

    test(
      'the one that has the work freezes past its lease and goes on later: nothing is done or told twice by it',
      async () => {
        await start(2);
        const holder = await world.holder();
        const { held, approved } = await holdCall();
        await holder.freeze();
        held.clear();
        // Clicks wait behind the frozen one until Slack gives up, and are made again.
        await approved;
        await world.holder(holder);
        await expectAllDoneOnce();
        holder.thaw();
        await holder.bot().logged('work.lost');
        const later = await askAnyhow(machines[0] ?? raise());
        await approve(later);
        trials = [...trials, later];
        await expectAllDoneOnce();
        expect(holder.holds()).toBe(false);
      },
      LIMIT_MS,
    );

    test(
      'one that does not have the work freezes and goes on later: what it was deciding is decided once',
      async () => {
        await start(2);
        const holder = await world.holder();
        const other = world.replicas.find((replica) => replica !== holder) ?? raise();
        const approved = approveAll();
        await sent(1);
        await other.freeze();
        await approved;
        await expectAllDoneOnce();
        other.thaw();
        await holder.stop();
        expect(await world.holder()).toBe(other);
        await expectAllDoneOnce();
        expect(posts()).toHaveLength(WAVE);
      },
      LIMIT_MS,
    );

    test(
      'every connection to PostgreSQL is cut several times',
      async () => {
        await start(2);
        const approved = approveAll();
        for (const count of [1, 3, 5]) {
          await sent(count);
          await sayTo(
            world.world.env['DATABASE_URL'] ?? '',
            'select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()',
          );
        }
        await approved;
        await expectAllDoneOnce();
      },
      LIMIT_MS,
    );

    test(
      'each is replaced in turn, as at a deployment: no click is lost, and no call made twice',
      async () => {
        await start(2);
        const [first, second] = world.replicas;
        const holder = await world.holder();
        const half = trials.slice(0, WAVE / 2);
        await approveAll(half);
        const inTurn = holder === first ? [first, second] : [second, first];
        for (const [index, replica] of inTurn.entries()) {
          if (replica === undefined) continue;
          const stopping = replica.stop();
          const mine = trials.slice(WAVE / 2 + index * 2, WAVE / 2 + index * 2 + 2);
          await approveAll(mine);
          expect((await stopping).code).toBe(0);
          await replica.start();
        }
        await expectAllDoneOnce();
        expect(posts()).toHaveLength(WAVE);
        for (const trial of trials) expect(trial.thread()).not.toContain('Twokey recovered');
      },
      LIMIT_MS,
    );

    test(
      'one dies with clicks that it has acknowledged and not decided: another decides them',
      async () => {
        await start(2);
        const holder = await world.holder();
        const { slack } = world.world;
        const before = slack.calls.length;
        slack.fail('usergroups.users.list', 'hang', 100);
        await approveAll();
        await slack.until(() => slack.calls.slice(before).length >= 2, { timeoutMs: 10_000 });
        const other = world.replicas.find((replica) => replica !== holder) ?? raise();
        await other.kill();
        slack.heal();
        await expectAllDoneOnce();
        expect(posts()).toHaveLength(WAVE);
      },
      LIMIT_MS,
    );
  });
}

const raise = (): never => {
  throw new Error('there is none');
};
