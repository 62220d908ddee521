import type { PlainTextOption } from '@slack/types';
import type { Instant } from '../domain/instant';
import type { Machine } from '../domain/machine';

/** Machines as the options of a menu. The value is the machine id; the description says OS and when it was last seen. */
export const machineOptions = (_machines: readonly Machine[], _now: Instant): PlainTextOption[] => [];
