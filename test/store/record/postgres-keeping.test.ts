import { sql } from 'kysely';
import { Client } from 'pg';
import { readHead } from '../../../src/store/event-reads';
import { openReader } from '../../../src/store/open-aside';
import type { OpenStore } from '../../../src/store/open-store';
import { openRecord } from '../../../src/store/record/open-record';
import { openSegments } from '../../../src/store/record/open-segments';
import { verifyExport } from '../../../src/store/record/verify-export';
import { MINUTE, machineNamed, posted, T } from '../fixtures';
import { freshPostgres } from '../postgres-database';
import { LATER, liveOn } from './recorded';
import { openAt, postgresRecords, type Reached, type RecordHarness } from './record-harness';

const server = process.env['TEST_DATABASE_URL'];
const NOW = LATER + MINUTE;

const suite = (url: string): void => {
  let harness: RecordHarness;
  let lived: Reached;
  beforeAll(async () => {
    harness = await postgresRecords(url);
    lived = await harness.fresh();
    const stored = await openAt(lived, NOW, null);
    await liveOn(stored, lived.say);
    await stored.close();
  });
  afterEach(() => harness.clear());
  afterAll(() => harness.dispose());

  const verified = async ({ place }: Reached) => {
    const record = await openRecord(place);
    return record.verify({ keys: [], saved: [] }).finally(record.close);
  };
  const segmentsAt = ({ place }: Pick<Reached, 'place'>) => openSegments({ place, auditKey: null, now: () => NOW });
  async function* each(lines: readonly string[]) {
    yield* lines;
  }
  /** Seals what is old. Gives what the file was found to hold. */
  const seal = async (at: Reached) => {
    const segments = await segmentsAt(at);
    try {
      const found = await segments.find(T + 1_440 * MINUTE);
      if (found.kind === 'none') throw new Error(found.why.join(' '));
      const lines: string[] = [];
      const write = async (line: string) => void lines.push(line);
      expect(await segments.seal(await segments.write(found.upTo, { madeAt: 'now', write }))).toEqual([]);
      return await verifyExport(each(lines), { keys: [], saved: [] });
    } finally {
      await segments.close();
    }
  };

  describe('a trigger that keeps the log from being rewritten, and that', () => {
    test.each([
      ['was dropped', ['drop trigger event_is_never_updated on event'], 'is gone.'],
      [
        'was switched off',
        ['alter table event disable trigger event_is_never_deleted'],
        'is not switched on for every session.',
      ],
      [
        'is silent in a session that calls itself a replica',
        ['alter table event enable trigger event_is_never_truncated'],
        'is not switched on',
      ],
      [
        'runs something else',
        [
          `create or replace function event_is_append_only() returns trigger language plpgsql as $$ begin return null; end $$`,
        ],
        'is another one.',
      ],
      [
        'asks first',
        [
          'drop trigger event_is_never_updated on event',
          `create trigger event_is_never_updated before update of at on event
            for each statement execute function event_is_append_only()`,
          'alter table event enable always trigger event_is_never_updated',
        ],
        'is another one.',
      ],
      [
        'is about something else',
        [
          'drop trigger event_is_never_deleted on event',
          `create trigger event_is_never_deleted after insert on event
            for each statement execute function event_is_append_only()`,
          'alter table event enable always trigger event_is_never_deleted',
        ],
        'is another one.',
      ],
    ])('%s, is told', async (_, statements, says) => {
      const copy = await harness.copy(lived);
      expect((await verified(copy)).breaks).toEqual([]);
      for (const statement of statements) await copy.say(statement);
      expect((await verified(copy)).breaks[0]).toContain(says);
    });
  });

  describe('beside replicas that run', () => {
    let copy: Reached;
    let replica: OpenStore;
    beforeEach(async () => {
      copy = await harness.copy(lived);
      replica = await openAt(copy, NOW, null);
    });
    afterEach(() => replica.close());

    test('a seal takes its turn among their changes, and what was sealed can be removed', async () => {
      const changes = Promise.all(
        ['HHHH', 'JJJJ', 'KKKK'].map((id) => posted(replica, id, { at: NOW, machine: machineOf(id) })),
      );
      const file = await seal(copy);
      await changes;
      const segments = await segmentsAt(copy);
      const removing = segments.remove(file);
      await posted(replica, 'LLLL', { at: NOW, machine: machineOf('LLLL') });
      expect(await removing).toEqual([]);
      await segments.close();
      await posted(replica, 'MMMM', { at: NOW, machine: machineOf('MMMM') });
      expect((await verified(copy)).breaks).toEqual([]);
      const kept = await copy.rows('select id from request order by id');
      expect(kept).toEqual(['CCCC', 'GGGG', 'HHHH', 'JJJJ', 'KKKK', 'LLLL', 'MMMM']);
    });

    test('the removal leaves the log locked against everybody while it runs, and afterwards', async () => {
      const file = await seal(copy);
      const segments = await segmentsAt(copy);
      expect(await segments.remove(file)).toEqual([]);
      await segments.close();
      await expect(copy.say('delete from event')).rejects.toThrow('event is append-only');
    });

    test('a reader goes on from one state, whatever the server is set to end', async () => {
      const name = new URL(urlOf(copy)).pathname.slice(1);
      for (const limit of ['statement_timeout', 'idle_in_transaction_session_timeout'])
        await copy.say(`alter database ${name} set ${limit} = '200ms'`);
      const reader = await openReader(copy.place);
      const seen = await reader.read(async (db) => {
        const before = await readHead(db);
        await posted(replica, 'HHHH', { at: NOW, machine: machineOf('HHHH') });
        await sql`select pg_sleep(0.4)`.execute(db);
        await copy.say('set statement_timeout = 0', 'select pg_sleep(0.4)');
        return [before, await readHead(db)];
      });
      await reader.close();
      expect(seen[1]).toEqual(seen[0]);
    });

    test('a change that met a writer who held the log for too long is not in the way of the next one', async () => {
      const other = new Client({ connectionString: urlOf(copy) });
      await other.connect();
      await other.query('begin; select seq from chain_head where id = 1 for update');
      await expect(posted(replica, 'HHHH', { at: NOW, machine: machineOf('HHHH') })).rejects.toMatchObject({
        facts: { code: 'locked' },
      });
      await other.query('rollback');
      await other.end();
      for (const id of ['JJJJ', 'KKKK']) await posted(replica, id, { at: NOW, machine: machineOf(id) });
      expect(await copy.rows(`select id from request where id in ('JJJJ', 'KKKK')`)).toHaveLength(2);
    });
  });

  describe('with the roles of docs/postgres/', () => {
    test('whom Twokey runs as verifies, exports and seals, and is told who can remove', async () => {
      const fresh = await freshPostgres(url);
      try {
        const as = (role: 'owner' | 'app'): Reached => {
          const address = new URL(fresh.url);
          address.searchParams.set('options', `-c role=${fresh.name}_${role}`);
          return { ...lived, place: { kind: 'postgres', url: String(address) } };
        };
        await (await openAt(as('owner'), NOW, null)).close();
        await fresh.grant();
        const stored = await openAt(as('app'), NOW, null);
        await liveOn(stored, async (statement) => void (await fresh.administrator.query(statement)));
        expect((await verified(as('app'))).breaks).toEqual([]);
        const file = await seal(as('app'));
        const refused = await segmentsAt(as('app'));
        expect((await refused.remove(file))[0]).toContain(
          'Only the owner of the tables can take entries out of the log',
        );
        await refused.close();
        const owner = await segmentsAt(as('owner'));
        expect(await owner.remove(file)).toEqual([]);
        await owner.close();
        await stored.close();
        expect((await verified(as('app'))).breaks).toEqual([]);
      } finally {
        await fresh.dispose();
      }
    });
  });
};

const urlOf = ({ place }: Reached): string => (place.kind === 'postgres' ? place.url : '');
const machineOf = (id: string) => machineNamed(`${id.toLowerCase()}.contoso.com`, id.slice(0, 1).toLowerCase());

if (server === undefined) {
  test.skip('PostgreSQL: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  describe('PostgreSQL: keeping the record', () => suite(server));
}
