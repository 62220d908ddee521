import type { Workspace } from '../workspace/workspace.js';
import type { Delivery, Outcome, Transport } from './outcome.js';
import { type Letter, type Parcel, retryHeaders, type Signing, writeLetter } from './parcel.js';

/** Brings parcels to the bot, by HTTP or Socket Mode, and keeps a record. */
export type Courier = {
  readonly send: (parcel: Parcel, signing?: Signing) => Promise<Delivery>;
  /** Sends the very same request or envelope again; for events, optionally marked as a retry. */
  readonly redeliver: (delivery: Delivery, retry?: Parcel['retry']) => Promise<Delivery>;
  readonly deliveries: readonly Delivery[];
};

export const createCourier = (workspace: Workspace, signingSecret: string, transport: Transport): Courier => {
  const deliveries: Delivery[] = [];
  const carry = async (letter: Letter): Promise<Delivery> => {
    const at = workspace.now();
    const outcome: Outcome = await transport(letter);
    const delivery = { ...outcome, letter, at };
    deliveries.push(delivery);
    workspace.changes.announce();
    return delivery;
  };
  return {
    deliveries,
    send: (parcel, signing) => carry(writeLetter(parcel, signingSecret, signing)),
    redeliver: ({ letter }, retry) => {
      if (retry === undefined) return carry(letter);
      const parcel = { ...letter.parcel, retry };
      return carry({ ...letter, parcel, headers: { ...letter.headers, ...retryHeaders(parcel) } });
    },
  };
};
