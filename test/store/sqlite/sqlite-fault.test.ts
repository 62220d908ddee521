import { faultOfSqlite, isBusy, isUniqueViolation } from '../../../src/store/sqlite/sqlite-fault';

test.each([
  [5, 'locked'],
  [261, 'locked'],
  [517, 'locked'],
  [6, 'locked'],
  [8, 'read-only'],
  [1032, 'read-only'],
  [14, 'read-only'],
  [11, 'corrupt'],
  [267, 'corrupt'],
  [26, 'corrupt'],
  [13, 'full'],
  [10, 'failed'],
  [2067, 'failed'],
])('result code %d is the fault %s', (errcode, code) => {
  expect(faultOfSqlite('/data/twokey.db', { errcode })?.facts).toMatchObject({ system: 'store', code });
});

test('an error that is not the driver is a bug, not a fault', () => {
  expect(faultOfSqlite('/data/twokey.db', new TypeError('x'))).toBeNull();
  expect(faultOfSqlite('/data/twokey.db', null)).toBeNull();
});

test('busy and unique are told by the result code', () => {
  expect([5, 261, 517, 13].map((errcode) => isBusy({ errcode }))).toEqual([true, true, true, false]);
  expect([2067, 1555, 787, 19].map((errcode) => isUniqueViolation({ errcode }))).toEqual([true, true, false, false]);
});
