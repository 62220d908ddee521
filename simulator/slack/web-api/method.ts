import type { JsonObject } from '../json.js';

export type Answer = JsonObject & { readonly ok: boolean };

/** Slack's rate tiers: docs.slack.dev/apis/web-api/rate-limits. */
export type Tier = 'tier1' | 'tier2' | 'tier3' | 'tier4' | 'special' | 'per-channel';

export type HasScope = (scope: string) => boolean;

/** One Web API method. */
export type Method = {
  /** One of these the token must have; none when the list is empty. */
  readonly scopes: readonly string[];
  readonly tier: Tier;
  readonly token: 'bot' | 'app';
  readonly required: readonly string[];
  readonly answer: (args: JsonObject, hasScope: HasScope) => Answer;
};

export type MethodTable = Readonly<Record<string, Method>>;

export const granted = (fields: JsonObject = {}): Answer => ({ ok: true, ...fields });

export const refused = (error: string, fields: JsonObject = {}): Answer => ({ ok: false, error, ...fields });

/** A refusal that quotes what is wrong, as Slack does for blocks, views and arguments. */
export const refusedWith = (error: string, problems: readonly string[]): Answer =>
  refused(error, {
    errors: problems,
    response_metadata: { messages: problems.map((problem) => `[ERROR] ${problem}`) },
  });

/** Web API flags arrive as JSON booleans or as form text. */
export const isOn = (value: unknown): boolean => value === true || value === 'true' || value === '1' || value === 1;
