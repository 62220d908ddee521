import { type JsonObject, textIn } from '../json.js';
import { type Answer, granted, refused } from './method.js';

/** One page of a list, by `limit` and `cursor`, as Slack pages it. */
export const page = <T>(args: JsonObject, items: readonly T[], field: string, show: (item: T) => unknown): Answer => {
  const limit = Number(args.limit ?? 0) || items.length;
  const cursor = textIn(args.cursor);
  const start = cursor === '' ? 0 : Number(Buffer.from(cursor, 'base64').toString());
  if (!Number.isInteger(start) || start < 0) return refused('invalid_cursor');
  const next = start + limit < items.length ? Buffer.from(String(start + limit)).toString('base64') : '';
  return granted({
    [field]: items.slice(start, start + limit).map(show),
    response_metadata: { next_cursor: next },
  });
};
