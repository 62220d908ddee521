import { Fault } from '../../domain/fault';
import type { Log } from '../../flow/ports';
import type { Database } from '../database';
import type { WholeCheck } from './whole-check';

/**
 * A database as long as its file is whole: once the check has found damage, or any work has met it, everything rejects with
 * `damaged`, so that no click is taken that a damaged file may lose. Closing stops the check.
 *
 * @param check null: the file was checked before
 */
export const whileWhole = (
  database: Database,
  { check, damaged, log }: { readonly check: WholeCheck | null; readonly damaged: () => Fault; readonly log: Log },
): Database => {
  let isDamaged = false;
  const noteDamage = (): void => {
    if (!isDamaged) log.error('store-damaged', { error: damaged() });
    isDamaged = true;
  };
  void check?.found.then((found) => {
    if (found === 'damaged') noteDamage();
    else log.info('store-checked', { found });
  });
  const unlessDamaged = async <T>(work: () => Promise<T>): Promise<T> => {
    if (isDamaged) throw damaged();
    try {
      return await work();
    } catch (error) {
      if (error instanceof Fault && error.facts.code === 'corrupt') noteDamage();
      throw error;
    }
  };
  return {
    read: (work) => unlessDamaged(() => database.read(work)),
    write: (work, how) => unlessDamaged(() => database.write(work, how)),
    close: async () => {
      check?.stop();
      await database.close();
    },
  };
};
