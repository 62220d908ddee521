import { Fault } from '../../src/domain/fault';
import type { Database } from '../../src/store/database';
import { openRecording } from '../../src/store/recording';
import { openDatabase } from '../../src/store/open-database';
import { sqliteTongue } from '../../src/store/sqlite/sqlite-tongue';
import { deliveryOf, T } from './fixtures';
import { quiet, sqliteHarness } from './harness';

const refusal = () =>
  new Fault({ system: 'store', code: 'failed', says: 'late', correlationId: null, missingPermission: null });

/** A database that takes as long as the test says, and notes which deliveries were stored together. */
const slowDatabase = () => {
  const together: string[][] = [];
  const turns: (() => void)[] = [];
  const write: Database['write'] = async (work) => {
    await new Promise<void>((resolve) => turns.push(resolve));
    return work(null as never);
  };
  const record = openRecording({
    database: { write, read: () => Promise.reject(new Error('nothing is read')), close: async () => {} },
    owner: 'me',
    tongue: {
      ...sqliteTongue,
      insertDeliveries: async (_, rows) => {
        together.push(rows.map(({ key }) => key));
        return new Set(rows.map(({ key }) => key));
      },
    },
    leaseEnd: () => T,
    late: refusal,
  });
  return { record, together, next: () => turns.shift()?.() };
};

beforeEach(() => {
  jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
});
afterEach(() => {
  jest.useRealTimers();
});

const nextTurn = () => new Promise((resolve) => setImmediate(resolve));

it('what comes while others are being stored is stored together after them', async () => {
  const { record, together, next } = slowDatabase();
  const first = record(deliveryOf('a'));
  await nextTurn();
  const others = ['c', 'b'].map((key) => record(deliveryOf(key)));
  await nextTurn();
  next();
  await first;
  await nextTurn();
  next();
  expect(await Promise.all(others)).toEqual(['new', 'new']);
  expect(together).toEqual([['a'], ['b', 'c']]);
});

it('what could not be stored in time is refused, also where it only waited its turn, and is never stored', async () => {
  const { record, together, next } = slowDatabase();
  const outcomes = [record(deliveryOf('a'))];
  await nextTurn();
  outcomes.push(record(deliveryOf('b')));
  const settled = Promise.allSettled(outcomes);
  await jest.advanceTimersByTimeAsync(2_000);
  expect((await settled).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  next();
  await nextTurn();
  expect(together).toEqual([]);
});

it('one that has waited too long does not take those with it that have just come', async () => {
  const { record, together, next } = slowDatabase();
  const old = record(deliveryOf('a'));
  const refused = expect(old).rejects.toThrow('late');
  await nextTurn();
  await jest.advanceTimersByTimeAsync(1_800);
  const fresh = record(deliveryOf('b'));
  await jest.advanceTimersByTimeAsync(150);
  await refused;
  next();
  await nextTurn();
  next();
  expect(await fresh).toBe('new');
  expect(together).toEqual([['b']]);
});

it('what is stored after it was refused is done with: nobody works on it later', async () => {
  const harness = await sqliteHarness();
  const { database } = await openDatabase({ place: harness.place, owner: 'me', log: quiet });
  let commit = () => {};
  const committed = new Promise<void>((resolve) => {
    commit = resolve;
  });
  // The answer to COMMIT is what takes long: what was inserted stays.
  const write: Database['write'] = async (work, how) => {
    const value = await database.write(work, how);
    if (how?.isUrgent === true) await committed;
    return value;
  };
  const slow = { ...database, write };
  const record = openRecording({ database: slow, owner: 'me', tongue: sqliteTongue, leaseEnd: () => T, late: refusal });
  const refused = expect(record(deliveryOf('a'))).rejects.toThrow('late');
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  await jest.advanceTimersByTimeAsync(1_900);
  await refused;
  const stateOf = () => database.read((db) => db.selectFrom('delivery').select(['key', 'state']).execute());
  expect(await stateOf()).toEqual([{ key: 'a', state: 'new' }]);
  commit();
  for (let turn = 0; turn < 20; turn += 1) await nextTurn();
  expect(await stateOf()).toEqual([{ key: 'a', state: 'done' }]);
  await database.close();
  await harness.dispose();
});
