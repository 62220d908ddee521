import type { Clock } from '../flow/ports';

/** What a promise gives, or `late` when it has not given anything in time. The promise itself goes on. */
export const withTimeLimit = async <T>(clock: Clock, limitMs: number, promise: Promise<T>): Promise<T | 'late'> => {
  let callOff = () => {};
  const late = new Promise<'late'>((resolve) => {
    callOff = clock.at(clock.now() + limitMs, () => resolve('late'));
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    callOff();
  }
};

/** Resolves once so much time is over. */
export const pause = (clock: Clock, ms: number): Promise<void> =>
  new Promise((resolve) => {
    clock.at(clock.now() + ms, resolve);
  });
