import { setTimeout as sleep } from 'node:timers/promises';

const REST_MS = 2_000;

/** Leaves everything alone for 2 s, before it is measured. */
export const rest = (): Promise<void> => sleep(REST_MS);
