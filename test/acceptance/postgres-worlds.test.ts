import { sayTo, serverUrl } from '../store/fresh-database';
import { startWorld } from './world';

if (serverUrl === undefined) {
  test.skip('PostgreSQL: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  describe('Twokey on PostgreSQL', () => {
    test('is ready, needs no more than nine connections, and leaves none when it is stopped', async () => {
      const world = await startWorld({ database: 'postgres' });
      const connections = async (): Promise<unknown> => {
        const [row] = await sayTo(
          world.env['DATABASE_URL'] ?? '',
          `select count(*)::integer as count from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
        );
        return row?.['count'];
      };
      try {
        const bot = await world.start();
        expect((await fetch(`${world.healthUrl}/readyz`)).status).toBe(200);
        const card = await world.ask('restrict web-01 beaconing to a known C2');
        await world.ida.click(card, 'Approve');
        await world.told(card, 'Succeeded');
        const used = await connections();
        expect(used).toBeGreaterThanOrEqual(3);
        expect(used).toBeLessThanOrEqual(9);
        const began = performance.now();
        expect(await bot.end('SIGTERM')).toEqual({ code: 0, signal: null });
        expect(performance.now() - began).toBeLessThan(10_000);
        expect(await connections()).toBe(0);
      } finally {
        await world.stop();
      }
    });

    // What is true on SQLite, once more; which files, is a matter of time: TEST_WORLD_DATABASE=postgres runs any of them.
    describe('does', () => {
      beforeAll(() => {
        process.env['TEST_WORLD_DATABASE'] = 'postgres';
      });
      require('./main-job.test');
    });
  });
}
