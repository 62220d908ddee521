import type { Refusal } from './refusal';
import { refuse } from './refusal';

/** Somebody, by stable id, with the real name that the directory gave (display names can be changed at will). */
export interface Person {
  readonly id: string;
  readonly name: string;
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

/** Admits a member of our own workspace or organisation; everybody else is refused with the reason. */
export const admitPerson = (profile: Profile, home: Home): Person | Refusal => {
  const isOurs =
    profile.teamId === home.teamId || (home.enterpriseId !== undefined && profile.enterpriseId === home.enterpriseId);
  if (profile.isDeactivated !== false) return refuse('not-a-member', 'is deactivated, or Slack does not say');
  if (profile.isBot !== false) return refuse('not-a-member', 'is a bot, or Slack does not say');
  if (profile.isGuest !== false || profile.isSingleChannelGuest !== false) {
    return refuse('not-a-member', 'is a guest, or Slack does not say');
  }
  if (profile.isStranger === true || !isOurs) return refuse('not-a-member', 'belongs to another organisation');
  return { id: profile.id, name: tidyName(profile.realName ?? '') || profile.id };
};

/** Whether admission gave a person. */
export const isPerson = (admitted: Person | Refusal): admitted is Person => 'id' in admitted;
