import { keepLook } from '../../src/host/kept-look';

const looking = (patienceMs = 1_000) => {
  const state = { now: 0, looks: 0, answer: async (): Promise<string> => 'seen' };
  const look = keepLook(
    () => {
      state.looks += 1;
      return state.answer();
    },
    { now: () => state.now, freshMs: 1_000, patienceMs },
  );
  return { state, look };
};
const never = () => new Promise<string>(() => {});

it('a look serves everybody for a second, and then is had again', async () => {
  const { state, look } = looking();
  expect(await Promise.all([look(), look(), look()])).toEqual(['seen', 'seen', 'seen']);
  state.now = 999;
  await look();
  expect(state.looks).toBe(1);
  state.now = 1_000;
  state.answer = async () => 'newer';
  expect(await look()).toBe('newer');
  expect(state.looks).toBe(2);
});

it('a look that hangs is waited for so long and no longer, and what was seen before is told', async () => {
  const { state, look } = looking(5);
  await look();
  state.now = 2_000;
  state.answer = never;
  expect(await look()).toBe('seen');
  expect(await look()).toBe('seen');
  expect(state.looks).toBe(2);
});

it('a look that fails leaves what was seen before, for half a minute', async () => {
  const { state, look } = looking();
  await look();
  state.answer = async () => Promise.reject(new Error('away'));
  state.now = 30_000;
  expect(await look()).toBe('seen');
  state.now = 30_001;
  await expect(look()).rejects.toThrow('nothing has been seen lately');
});

it('where nothing was ever seen there is nothing to tell', async () => {
  const { state, look } = looking(5);
  state.answer = never;
  await expect(look()).rejects.toThrow('nothing has been seen lately');
});
