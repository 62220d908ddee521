import { createPace } from '../../src/flow/pace';

it('a place that was never used is free', () => {
  expect(createPace(1_000, 3, 60_000).freeAt('C1', 500)).toBe(500);
});

it('a place keeps its distance from the end of the last, and other places do not', () => {
  const pace = createPace(1_000, 3, 60_000);
  pace.begun(100);
  pace.ended('C1', 400);
  expect(pace.freeAt('C1', 500)).toBe(1_400);
  expect(pace.freeAt('C2', 500)).toBe(500);
});

it('no more than so many begin within a window, whether they have ended or not', () => {
  const pace = createPace(0, 3, 60_000);
  for (const at of [0, 10, 20]) {
    expect(pace.freeAt(`C${at}`, at)).toBe(at);
    pace.begun(at);
  }
  expect(pace.freeAt('C9', 30)).toBe(60_000);
  expect(pace.freeAt('C9', 60_000)).toBe(60_000);
  pace.begun(60_000);
  expect(pace.freeAt('C9', 60_001)).toBe(60_010);
});

it('silence is kept everywhere, and the longest one counts', () => {
  const pace = createPace(0, 3, 60_000);
  pace.hush(5_000);
  pace.hush(4_000);
  expect(pace.freeAt('C1', 1_000)).toBe(5_000);
  expect(pace.freeAt('C1', 6_000)).toBe(6_000);
});

it('forgets places that have long been free', () => {
  const pace = createPace(1_000, 10_000, 1);
  for (let place = 0; place < 3_000; place += 1) pace.ended(`C${place}`, place * 10);
  expect(pace.freeAt('C0', 30_000)).toBe(30_000);
  expect(pace.freeAt('C2999', 30_000)).toBe(30_990);
});

it('silence at one place is kept there, and everywhere once a second place is silenced meanwhile', () => {
  const pace = createPace(0, 3, 60_000);
  pace.limited('C1', 5_000, 1_000);
  pace.limited('C1', 6_000, 1_000);
  expect(pace.freeAt('C1', 1_000)).toBe(6_000);
  expect(pace.freeAt('C2', 1_000)).toBe(1_000);
  pace.limited('C2', 3_000, 1_500);
  expect(pace.freeAt('C3', 2_000)).toBe(3_000);
  pace.limited('C3', 9_000, 7_000);
  expect(pace.freeAt('C1', 7_000)).toBe(7_000);
});

it('is open nowhere while so many are within the window, or silence is kept everywhere', () => {
  const pace = createPace(1_000, 2, 60_000);
  expect(pace.openAt(5)).toBe(5);
  pace.begun(10);
  expect(pace.openAt(20, 1)).toBe(60_010);
  pace.begun(20);
  expect(pace.openAt(30)).toBe(60_010);
  pace.hush(70_000);
  expect(pace.openAt(65_000)).toBe(70_000);
});

it('tells which places rest, and until when, and none that may go on', () => {
  const pace = createPace(1_000, 9, 60_000);
  pace.ended('C1', 500);
  pace.ended('C2', 2_000);
  pace.limited('C3', 9_000, 1_000);
  expect([...pace.resting(1_600)]).toEqual([
    ['C2', 3_000],
    ['C3', 9_000],
  ]);
});
