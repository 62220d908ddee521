import type { Store } from '../flow/storage';
import { storeFault } from '../store/store-fault';
import { within } from '../store/within';

/** A probe does not wait longer for what it does not depend on. */
const LIMIT_MS = 500;

/** Whether anything is sent, for the body of `/readyz`: people by id, and no words that anybody typed. Never rejects. */
export const tellSending = async ({ sending }: Pick<Store, 'sending'>): Promise<object | 'unknown'> => {
  const late = () => storeFault('failed', 'The store did not say in time whether anything is sent.');
  const known = await within(LIMIT_MS, sending(), late).catch(() => null);
  if (known === null) return 'unknown';
  const { pause } = known;
  if (pause === null) return { paused: false };
  return { paused: true, by: pause.by.id, since: new Date(pause.at).toISOString() };
};
