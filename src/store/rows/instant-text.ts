import type { Instant } from '../../domain/instant';

/** A moment as ISO 8601 text in UTC with milliseconds: sorts as it reads. */
export const instantText = (moment: Instant): string => new Date(moment).toISOString();

/** The same for a moment that may not have come. */
export const instantTextOrNull = (moment: Instant | null): string | null =>
  moment === null ? null : instantText(moment);

/** The moment of a text that `instantText` made; null stays null. */
export const textInstant = (text: string | null): Instant | null => (text === null ? null : Date.parse(text));
