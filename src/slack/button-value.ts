/** What a card's button carries: which request, what exactly was shown, and on which post. All facts come from the store. */
export interface ButtonTarget {
  readonly requestId: string;
  readonly binding: string;
  readonly postId: string;
}

const PART = /^[\w.:+/=-]{1,200}$/;
const SEPARATOR = ' ';

/** The value of a button. */
export const buttonValue = ({ requestId, binding, postId }: ButtonTarget): string =>
  [requestId, binding, postId].join(SEPARATOR);

/** Reads a button's value; null for anything that Twokey did not write. */
export const parseButtonValue = (value: unknown): ButtonTarget | null => {
  if (typeof value !== 'string') return null;
  const [requestId, binding, postId, ...rest] = value.split(SEPARATOR);
  if (requestId === undefined || binding === undefined || postId === undefined || rest.length > 0) return null;
  return [requestId, binding, postId].every((part) => PART.test(part)) ? { requestId, binding, postId } : null;
};
