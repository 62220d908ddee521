import type { CallLog, Deliveries, Drafts, MachineCache, Posts } from '../flow/storage';

const never = async (): Promise<never> => {
  throw new Error('the doctor keeps nothing');
};

/** What the adapters are given where nothing may be kept: the doctor may run beside a Twokey that holds the store. */
export const noStore: {
  readonly calls: CallLog;
  readonly deliveries: Deliveries;
  readonly drafts: Drafts;
  readonly machines: MachineCache;
  readonly posts: Pick<Posts, 'cardOf'>;
} = {
  calls: {
    began: async () => {},
    answered: async () => {},
    since: async () => [],
    pausedUntil: async () => null,
    pause: async () => {},
    forget: async () => {},
  },
  deliveries: { record: never, finish: never, takeOver: never, eraseBodies: never },
  drafts: { keep: never, find: never, sweep: never },
  machines: { replace: never, search: never, near: never },
  posts: { cardOf: never },
};
