import type { JsonObject } from '../json.js';

/** One request of the bot to the Web API, or to a response URL (method 'response_url'). */
export type LoggedCall = {
  readonly method: string;
  /** Decoded arguments; the token is left out. */
  readonly args: JsonObject;
  /** By the simulated Slack's clock, ms since 1970. */
  readonly at: number;
  /** What was answered; for a fault, what befell it: { fault: 'reset-after' }. */
  readonly result: JsonObject;
  readonly status: number;
};
