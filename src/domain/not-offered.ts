import { type Refusal, refuse } from './refusal';

/**
 * Words for what Defender can do and Twokey does not offer, each with the reason for which it does not. Whoever types one
 * of them knows what they want: they are told why not, and what to do instead.
 */
const reasons = {
  investigate: 'investigation-ended',
  investigation: 'investigation-ended',
  contain: 'contain-not-offered',
  uncontain: 'contain-not-offered',
  live: 'live-response-not-offered',
  liveresponse: 'live-response-not-offered',
  'live-response': 'live-response-not-offered',
  run: 'live-response-not-offered',
  script: 'live-response-not-offered',
} as const;

/** Words that are told why Twokey does not offer them. */
export const notOffered: readonly string[] = Object.keys(reasons);

const isNotOffered = (word: string): word is keyof typeof reasons => Object.hasOwn(reasons, word);

/** Why a verb is not offered; null where it is not one of these. */
export const refuseNotOffered = (verb: string): Refusal | null => (isNotOffered(verb) ? refuse(reasons[verb]) : null);
