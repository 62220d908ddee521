import { Fault } from '../domain/fault';
import type { Machine } from '../domain/machine';
import { createLoop, type Loop } from './loop';
import type { Clock, Defender, Log } from './ports';
import type { MachineCache } from './storage';
import type { Tenure } from './tenure';

const EVERY_MS = 15 * 60_000;
const AFTER_FAULT_MS = 60_000;
/** A guard against a list that never ends. */
const MOST_PAGES = 100;

/** Keeps the type-ahead's cache of machines fresh, a page at a time. A type-ahead never asks Defender. */
export const createRefreshMachines = (needs: {
  readonly defender: Defender;
  readonly machines: MachineCache;
  readonly tenure: Tenure;
  readonly clock: Clock;
  readonly log: Log;
}): Loop => {
  const { defender, machines, tenure, clock, log } = needs;
  let nextAt = 0;

  const readAll = async (): Promise<readonly Machine[]> => {
    const all: Machine[] = [];
    let after: string | null = null;
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const read: Awaited<ReturnType<Defender['machinePage']>> = await defender.following.machinePage(after);
      all.push(...read.machines);
      if (read.next === null) break;
      after = read.next;
    }
    return all;
  };

  return createLoop({
    name: 'refresh-machines',
    clock,
    log,
    mayBegin: tenure.holds,
    round: async () => {
      if (clock.now() < nextAt) return;
      try {
        const all = await readAll();
        if (!tenure.holds()) return;
        await machines.replace(all, clock.now());
        nextAt = clock.now() + EVERY_MS;
        log.info('machines.refreshed', { machines: all.length });
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        nextAt = clock.now() + AFTER_FAULT_MS;
        log.warn('machines.stale', { fault: error.facts });
      }
    },
    nextDue: async () => nextAt,
  });
};
