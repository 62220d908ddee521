import type { Letter } from './parcel.js';

/** What became of a delivery, as Slack sees it. */
export type Outcome = {
  /** The HTTP status; 200 for an acknowledged envelope. 'timeout' after three seconds without an answer. */
  readonly status: number | 'timeout' | 'unreachable';
  readonly body: string;
  /** How long the acknowledgement took, in real milliseconds. */
  readonly ms: number;
};

/** One delivery and its outcome. */
export type Delivery = Outcome & {
  readonly letter: Letter;
  /** When it was sent, by the simulated Slack's clock. */
  readonly at: number;
};

/** A way to the bot. */
export type Transport = (letter: Letter) => Promise<Outcome>;
