import { randomBytes } from 'node:crypto';

/** Why Slack would not take a trigger. */
export type TriggerRefusal = 'invalid_trigger_id' | 'expired_trigger_id' | 'exchanged_trigger_id';

/** What a trigger was made for: the person, and the modal they acted in, if any. */
export type TriggerOrigin = { readonly user: string; readonly viewId?: string };

export type Triggers = {
  readonly create: (origin: TriggerOrigin) => string;
  /** Uses the trigger up; it works once, within three seconds of its creation by the simulated Slack's clock. */
  readonly exchange: (triggerId: string) => TriggerOrigin | TriggerRefusal;
};

const LIFE_MS = 3_000;

export const createTriggers = (now: () => number): Triggers => {
  const triggers = new Map<string, { readonly origin: TriggerOrigin; readonly bornAt: number; isUsed: boolean }>();
  return {
    create: (origin) => {
      const id = `${Math.floor(now())}${triggers.size}.${1_379_717_998 + triggers.size}.${randomBytes(16).toString('hex')}`;
      triggers.set(id, { origin, bornAt: now(), isUsed: false });
      return id;
    },
    exchange: (triggerId) => {
      const trigger = triggers.get(triggerId);
      if (trigger === undefined) return 'invalid_trigger_id';
      if (trigger.isUsed) return 'exchanged_trigger_id';
      if (now() - trigger.bornAt > LIFE_MS) return 'expired_trigger_id';
      trigger.isUsed = true;
      return trigger.origin;
    },
  };
};
