import type { Refusal } from './refusal';
import { refuse } from './refusal';

/** Somebody, by stable id, with the real name that the directory gave (display names can be changed at will). */
export interface Person {
  readonly id: string;
  readonly name: string;
  /** The workspace that they belong to, in which the id means them; missing in records of before it was kept. */
  readonly teamId?: string | undefined;
}

/** What the directory says of somebody. `undefined` means that it did not say, which never counts in their favour. */
export interface Profile {
  readonly id: string;
  readonly realName: string | undefined;
  readonly isDeactivated: boolean | undefined;
  readonly isBot: boolean | undefined;
  readonly isGuest: boolean | undefined;
  readonly isSingleChannelGuest: boolean | undefined;
  readonly isStranger: boolean | undefined;
  readonly teamId: string | undefined;
  readonly enterpriseId: string | undefined;
}

/** Where Twokey is at home: its workspace, and its Enterprise organisation where it has one. */
export interface Home {
  readonly teamId: string;
  readonly enterpriseId: string | undefined;
}

/** A name without what could reorder or break the line that it is written on: whoever bears it can set it. */
const tidyName = (name: string): string => name.replace(/[\p{Cc}\u2028\u2029\p{Bidi_Control}]/gu, '').trim();

/** Of our workspace or organisation. Of both where both are told: what contradicts itself is not ours. */
const isOurs = ({ teamId, enterpriseId }: Profile, home: Home): boolean =>
  enterpriseId === undefined || home.enterpriseId === undefined
    ? teamId === home.teamId
    : enterpriseId === home.enterpriseId;

/** Why somebody is none of us, in words that follow “Your Slack account”; null when they are. */
const whyNot = (profile: Profile, home: Home): string | null => {
  if (profile.isDeactivated === true) return 'is deactivated';
  if (profile.isBot === true) return 'is a bot';
  if (profile.isGuest === true || profile.isSingleChannelGuest === true) return 'is a guest';
  if (profile.isStranger === true || (profile.teamId !== undefined && !isOurs(profile, home))) {
    return 'belongs to another organisation';
  }
  if (profile.teamId === undefined) return 'may belong to another organisation, for Slack does not say';
  if (profile.isDeactivated === undefined) return 'may be deactivated, for Slack does not say';
  if (profile.isBot === undefined) return 'may be a bot, for Slack does not say';
  if (profile.isGuest === undefined || profile.isSingleChannelGuest === undefined) {
    return 'may be a guest, for Slack does not say';
  }
  return null;
};

/**
 * Admits a member of our own workspace or organisation; everybody else is refused with the reason, as is whom the
 * directory does not know (null).
 */
export const admitPerson = (profile: Profile | null, home: Home): Person | Refusal => {
  if (profile === null) return refuse('not-a-member', 'is not known to Slack');
  const why = whyNot(profile, home);
  if (why !== null) return refuse('not-a-member', why);
  return { id: profile.id, name: tidyName(profile.realName ?? '') || profile.id, teamId: profile.teamId };
};

/** Whether admission gave a person. */
export const isPerson = (admitted: Person | Refusal): admitted is Person => 'id' in admitted;
