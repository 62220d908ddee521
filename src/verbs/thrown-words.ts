import { Fault } from '../domain/fault';

const systemWords: Readonly<Record<string, string>> = {
  ENOENT: 'There is no such file or folder',
  EEXIST: 'There is a file of that name already, and it was left alone. Choose another name',
  EISDIR: 'That is a folder',
  EACCES: 'This process may not do that',
  EROFS: 'Nothing can be written there',
  ENOSPC: 'The disk is full',
};

/**
 * Words for what was thrown: faults of the store and of files have some, anything else is a bug.
 *
 * @param what a sentence that says what did not happen
 */
export const thrownWords = (error: unknown, what: string): string => {
  if (error instanceof Fault) return `${what} ${error.facts.says} (${error.facts.code})`;
  if (typeof error !== 'object' || error === null || !('message' in error)) return String(error);
  const code = 'code' in error ? String(error.code) : '';
  const words = systemWords[code];
  if (words !== undefined) return `${words}: ${String(error.message)}`;
  return 'stack' in error ? String(error.stack) : String(error.message);
};
