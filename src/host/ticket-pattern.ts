import { runInNewContext } from 'node:vm';
import safeRegex from 'safe-regex2';
import { MAX_COMMENT } from '../domain/comment';

/** The longest that a pattern may take on one comment, in milliseconds: nothing else happens meanwhile. */
const LONGEST_MS = 250;
const MOST_TRIED = 16;

/** Long comments that a pattern with these letters is slow on, if it is slow at all. */
const hardComments = (pattern: string): readonly string[] => {
  const letters = [...new Set(`a0 ${pattern.replace(/[^\p{L}\p{N}]/gu, '')}`)].slice(0, MOST_TRIED);
  return letters.map((letter) => `${letter.repeat(MAX_COMMENT - 1)}\n`);
};

const isQuick = (pattern: string): boolean => {
  try {
    const tried = { pattern, comments: hardComments(pattern) };
    for (const comment of tried.comments) {
      runInNewContext('new RegExp(pattern, "u").test(comment)', { pattern, comment }, { timeout: LONGEST_MS });
    }
    return true;
  } catch {
    return false;
  }
};

/** Why a ticket's pattern cannot be used; null when it can. */
export const whyNoTicket = (pattern: string): string | null => {
  try {
    new RegExp(pattern, 'u');
  } catch (error) {
    const says = String(error).split(': ').at(-1);
    return `is not a regular expression (${says}); write one such as \\bINC\\d{7}\\b, in single quotes`;
  }
  return safeRegex(pattern) && isQuick(pattern)
    ? null
    : 'can take very long on some comments; write it without repetitions inside or beside repetitions, such as \\bINC\\d{7}\\b';
};
