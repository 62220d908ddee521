import { type Refusal, refuse } from './refusal';

/** The longest comment that Twokey takes, in UTF-16 units: what a Slack form field holds. */
export const MAX_COMMENT = 3000;

// Control characters other than line feed and tab: PostgreSQL refuses NUL, terminals obey the rest.
const CONTROL = /(?![\t\n])\p{Cc}/gu;
// What draws nothing: white space, control and format characters (zero-width, bidi marks), fillers, the blank Braille cell.
const INVISIBLE = /[\s\p{Cc}\p{Cf}\p{Z}\p{Default_Ignorable_Code_Point}]|\u2800/gu;

/**
 * The requestor's words as they are kept: well-formed text, CRLF as LF, no control characters, no blank ends. The words
 * themselves are never changed.
 */
export const tidyComment = (typed: string): string =>
  typed.toWellFormed().replaceAll('\r\n', '\n').replaceAll('\r', '\n').replace(CONTROL, '').trim();

/** Whether a comment says nothing that a person could see. */
export const isBlank = (comment: string): boolean => comment.replace(INVISIBLE, '') === '';

/** Why a comment, tidied, cannot be one; null when it can. */
export const refuseComment = (comment: string): Refusal | null => {
  if (isBlank(comment)) return refuse('no-comment');
  return comment.length > MAX_COMMENT ? refuse('comment-too-long', comment.length, MAX_COMMENT) : null;
};
