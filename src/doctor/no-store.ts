import type { CallLog } from '../flow/call-log';
import type { Deliveries } from '../flow/delivery';
import type { Drafts, MachineCache, Posts } from '../flow/storage';

const never = async (): Promise<never> => {
  throw new Error('the doctor keeps nothing');
};

const noCalls: CallLog = {
  begin: async () => 0,
  answered: async () => {},
  unmade: async () => {},
  live: async () => [],
  silentForMs: async () => 0,
  silence: async () => {},
  forget: async () => {},
};

/** What the adapters are given where nothing may be kept: the doctor may run beside a Twokey that holds the store. */
export const noStore: {
  readonly calls: CallLog;
  readonly packageCalls: CallLog;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly machines: MachineCache;
  readonly posts: Pick<Posts, 'cardOf'>;
} = {
  calls: noCalls,
  packageCalls: noCalls,
  deliveries: { record: never, finish: never, takeOver: never, eraseBodies: never },
  drafts: { keep: never, find: never, sweep: never },
  machines: { replace: never, search: never, near: never, known: never },
  posts: { cardOf: never },
};
