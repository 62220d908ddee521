import type { Instant } from '../../domain/instant';
import { escapeMrkdwn, oneLine } from './text';

/** How moments are shown: in the reader's own time zone. */
export const DATE_FORMAT = '{date_short_pretty} {time_secs}';
const YEAR_9999_MS = 253_402_300_799_000;

/** Whether a moment is one that Slack can show: Defender also gives the year 1 and worse. */
export const isShowable = (at: Instant): boolean => at >= 0 && at <= YEAR_9999_MS;

/** A moment for those who do not see Slack's rendering of it. */
export const isoDate = (at: Instant): string => (isShowable(at) ? new Date(at).toISOString() : 'an unknown time');

/** A moment as markup, in the reader's time zone. */
export const dateToken = (at: Instant): string =>
  isShowable(at) ? `<!date^${Math.floor(at / 1000)}^${DATE_FORMAT}|${isoDate(at)}>` : isoDate(at);

/** Whether this looks like an id. Ids come from the policy file and from Slack: one that does not is shown, not used. */
export const isId = (id: string): boolean => /^[A-Z0-9]+$/.test(id);

/** Mentions a user group: notifies its members when first posted. */
export const groupToken = (id: string): string => (isId(id) ? `<!subteam^${id}>` : escapeMrkdwn(oneLine(id)));

/** Mentions a person: notifies them when first posted. */
export const userToken = (id: string): string => (isId(id) ? `<@${id}>` : escapeMrkdwn(oneLine(id)));

/** A link with words of our own; the words alone where the address is none. */
export const linkToken = (url: string, words: string): string => {
  const shown = escapeMrkdwn(oneLine(words)).replaceAll('|', '/');
  return /^https?:\/\/[^\s<>|]+$/.test(url) ? `<${escapeMrkdwn(url)}|${shown}>` : shown;
};
