import type { Interaction } from '../simulator/slack/people/actor';

export type Wish = 'Approve' | 'Deny' | 'Withdraw';

/** A command that somebody typed, and how Slack heard of it. */
export interface AskMade {
  /** Stands in the comment, and so on the card and in Defender. */
  readonly token: string;
  readonly by: string;
  readonly at: number;
  readonly status: Interaction['status'];
  /** The ids of the machines, where several were named. */
  readonly several: readonly string[];
  /** The path of the response URL that this delivery carried. */
  readonly replyPath: string;
}

/** A click on a card, or a form sent off for it. */
export interface ClickMade {
  readonly channel: string;
  readonly cardTs: string;
  readonly what: Wish | 'Reason';
  readonly by: string;
  /** When it left. */
  readonly at: number;
  readonly status: Interaction['status'];
  readonly replyPath: string;
  readonly triggerId: string;
}

/** What the people did, as they and Slack know it. The bot has no part in it. */
export interface Ledger {
  readonly asks: AskMade[];
  readonly clicks: ClickMade[];
}

export const createLedger = (): Ledger => ({ asks: [], clicks: [] });

/** The path of a URL; empty for none. */
export const pathOf = (url: string): string => (URL.canParse(url) ? new URL(url).pathname : '');
