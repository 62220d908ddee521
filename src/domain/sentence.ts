import type { Audience } from './audience';

/** A piece of something explained. A bare string is our own words; whatever anybody else wrote is marked as theirs. */
export type Piece =
  | string
  /** A rule of the policy, by its name. */
  | { readonly rule: string }
  /** Words of the policy file, of Defender or of a person. */
  | { readonly foreign: string }
  /** A Slack user group, by its id. */
  | { readonly group: string }
  /** A Slack user, by their id. */
  | { readonly user: string };

/** Something explained, before it is known where it is shown. Each place spells the pieces in its own way. */
export type Sentence = readonly Piece[];

const MOST_NAMED = 10;

const CONTROL = /\s+|\p{Cc}|\p{Bidi_Control}/gu;

const spelled = (piece: Piece): string => {
  if (typeof piece === 'string') return piece;
  if ('rule' in piece) return piece.rule;
  if ('foreign' in piece) return piece.foreign;
  return 'group' in piece ? `user group ${piece.group}` : `user ${piece.user}`;
};

/** A sentence as one line of plain text, people by their ids. */
export const spell = (sentence: Sentence): string => sentence.map(spelled).join('').replace(CONTROL, ' ');

/** Several sentences as one, with commas and a last word between them. */
export const joined = (sentences: readonly Sentence[], comma: string, last: string): Sentence =>
  sentences.flatMap((sentence, index) => {
    if (index === 0) return sentence;
    return [index === sentences.length - 1 ? last : comma, ...sentence];
  });

/** The people of an audience, the first of them by id, with `or` or `and` before the last. */
export const peopleOf = ({ usergroups, users }: Audience, last: 'or' | 'and' = 'or'): Sentence => {
  const all: readonly Piece[] = [...usergroups.map((group) => ({ group })), ...users.map((user) => ({ user }))];
  if (all.length === 0) return ['nobody: the policy names no one'];
  const more = all.length - MOST_NAMED;
  const named = more > 0 ? [...all.slice(0, MOST_NAMED), `${more} others`] : all;
  return joined(
    named.map((piece) => [piece]),
    ', ',
    ` ${last} `,
  );
};
