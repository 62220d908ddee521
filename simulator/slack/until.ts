import type { Changes } from './changes.js';

export type UntilOptions = {
  /** Real time; 5000 when left out. */
  readonly timeoutMs?: number;
  /** What is awaited, in words, for the failure message. */
  readonly what?: string;
};

/**
 * Waits, without sleeping, until the look returns something truthy, and resolves with it. The look is repeated whenever
 * anything in the workspace changes; a look that throws counts as "not yet", and its last error is quoted on time-out.
 */
export type Until = <T>(
  look: () => T,
  options?: UntilOptions,
) => Promise<Exclude<T, undefined | null | false | '' | 0>>;

export const createUntil =
  (changes: Changes, dump: () => string): Until =>
  (look, options = {}) =>
    new Promise((resolve, reject) => {
      const timeoutMs = options.timeoutMs ?? 5_000;
      let lastError = '';
      const finish = () => {
        clearTimeout(timer);
        unsubscribe();
      };
      const tryNow = () => {
        try {
          const seen = look();
          if (!seen) return;
          finish();
          resolve(seen as Exclude<typeof seen, undefined | null | false | '' | 0>);
        } catch (error) {
          lastError = `\nlast look failed: ${error instanceof Error ? error.message : String(error)}`;
        }
      };
      const timer = setTimeout(() => {
        finish();
        const what = options.what ?? 'something in the workspace';
        reject(new Error(`Waited ${timeoutMs} ms in vain for ${what}.${lastError}\n${dump()}`));
      }, timeoutMs);
      const unsubscribe = changes.subscribe(tryNow);
      tryNow();
    });
