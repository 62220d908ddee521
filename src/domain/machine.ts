import type { Instant } from './instant';

/** Defender's record of a device, as far as Twokey needs it. Null and absent facts are unknown, never "no". */
export interface Machine {
  /** 40 hex characters. */
  readonly id: string;
  readonly name: string;
  readonly os: string | null;
  readonly osVersion: string | null;
  readonly health: string | null;
  readonly onboarding: string | null;
  readonly risk: string | null;
  readonly exposure: string | null;
  readonly value: string | null;
  readonly tags: readonly string[] | null;
  readonly group: string | null;
  readonly lastIp: string | null;
  readonly lastSeenAt: Instant | null;
  /** The record that replaced this one, where Defender merged it away. */
  readonly mergedInto: string | null;
  readonly isDuplicate: boolean;
}

const OFFLINE_AFTER_MS = 36 * 3_600_000;

/** The first label of a DNS name, lower case. */
export const shortName = (name: string): string => (name.split('.')[0] ?? name).toLowerCase();

/** Whether a word is a machine id: 40 hex characters. */
export const isMachineId = (word: string): boolean => /^[0-9a-f]{40}$/i.test(word);

/** Whether a word looks like an IPv4 or IPv6 address. */
export const isIpAddress = (word: string): boolean =>
  /^(\d{1,3}\.){3}\d{1,3}$/.test(word) || (/^[0-9a-f:.]+$/i.test(word) && word.includes(':'));

/**
 * Whether the machine looks offline: its sensor is inactive, or Defender has not seen it for a day and a half
 * (a full report comes about once a day, so a shorter silence says nothing).
 */
export const isOffline = (machine: Machine, now: Instant): boolean =>
  machine.health === 'Inactive' || (machine.lastSeenAt !== null && now - machine.lastSeenAt > OFFLINE_AFTER_MS);

/** Whether Defender can act on the machine at all, as far as is known. */
export const isOnboarded = ({ onboarding }: Pick<Machine, 'onboarding'>): boolean =>
  onboarding === null || onboarding.toLowerCase() === 'onboarded';

/**
 * Whether a record can be acted on: not merged into another, and onboarded as far as is known. What Defender takes for
 * a potential duplicate can: which of the two is the machine is for a person to say.
 */
export const isActionable = (machine: Machine): boolean => machine.mergedInto === null && isOnboarded(machine);
