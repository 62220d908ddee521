const SECRETS: readonly (readonly [RegExp, string])[] = [
  [/\bxox[a-z]-[\w-]+|\bxapp-[\w-]+|\bxwfp-[\w-]+/gi, '(token)'],
  [/\b\d+\.\d+\.[0-9a-f]{16,}\b/gi, '(trigger)'],
  [/\b(?:https|wss?):\/\/\S+/gi, '(address)'],
  [/\bhttp:\/\/\S+/gi, '(address)'],
];

/** A text without what must never be logged: tokens, trigger ids, and addresses that carry a capability. */
export const redact = (text: string): string =>
  SECRETS.reduce((safe, [pattern, word]) => safe.replace(pattern, word), text);
