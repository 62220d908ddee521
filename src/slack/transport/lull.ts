import { setImmediate as nextTurn } from 'node:timers/promises';

/** What is acknowledged waits no longer than this for others that are not. */
const LONGEST_MS = 250;

/** Puts acknowledgements before work: in a burst everybody hears first that they were heard. */
export interface Lull {
  /** Something waits for its acknowledgement, until the function that this returns is called. */
  expect(): () => void;
  /**
   * Resolves when nothing waits for an acknowledgement any more, or after a moment; for one at a time, with a look at the
   * sockets between one and the next. Work on an embedded database would otherwise let nobody in until all of it is done.
   */
  come(): Promise<void>;
}

/**
 * Makes one, for all that is delivered to this process.
 *
 * @param steadyMs milliseconds that nobody can set back
 */
export const createLull = (steadyMs: () => number = () => performance.now()): Lull => {
  const expected = new Set<object>();
  const waiting: { readonly until: number; readonly go: () => void }[] = [];
  let isPumping = false;
  let calmed = () => {};

  const calm = (limitMs: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, limitMs);
      calmed = () => {
        clearTimeout(timer);
        resolve();
      };
    });

  const pump = async (): Promise<void> => {
    isPumping = true;
    for (let first = waiting[0]; first !== undefined; first = waiting[0]) {
      const left = first.until - steadyMs();
      if (expected.size > 0 && left > 0) await calm(left);
      waiting.shift()?.go();
      await nextTurn();
    }
    isPumping = false;
  };

  return {
    expect: () => {
      const one = {};
      expected.add(one);
      return () => {
        if (expected.delete(one) && expected.size === 0) calmed();
      };
    },
    come: () =>
      new Promise((go) => {
        waiting.push({ until: steadyMs() + LONGEST_MS, go });
        if (!isPumping) void pump();
      }),
  };
};
