import type { ToldRule } from '../../domain/explaining';
import type { Piece, Sentence } from '../../domain/sentence';
import type { Part, Phrase } from '../block-kit/phrase';
import { shown } from './names';

const MOST_RULES = 8;
const LONGEST_LIST = 1500;

const part = (piece: Piece): Part => {
  if (typeof piece === 'string') return piece;
  if ('rule' in piece) return { strong: shown(piece.rule) };
  if ('foreign' in piece) return shown(piece.foreign);
  return 'group' in piece ? `user group ${shown(piece.group)}` : `user ${shown(piece.user)}`;
};

/** Something explained, with people by their ids: nobody is mentioned by it. */
export const sentenceWords = (sentence: Sentence): Phrase => sentence.map(part);

/** The same with people as mentions, for an answer that only one person sees. */
export const mentioningWords = (sentence: Sentence): Phrase =>
  sentence.map((piece): Part => {
    if (typeof piece === 'string') return part(piece);
    if ('group' in piece) return { group: piece.group };
    return 'user' in piece ? { user: piece.user, name: `user ${piece.user}` } : part(piece);
  });

/** Rules as items of a list: the first of them in full, the others by name as far as there is room. */
export const ruleItems = (rules: readonly ToldRule[], words: (sentence: Sentence) => Phrase): readonly Phrase[] => {
  const more = rules.slice(MOST_RULES).map(({ name }) => shown(name));
  const fitting = more.filter((_, index) => more.slice(0, index + 1).join(', ').length <= LONGEST_LIST);
  const left = more.length - fitting.length;
  return [
    ...rules.slice(0, MOST_RULES).map(({ sentence }) => words(sentence)),
    ...(more.length === 0
      ? []
      : [[`and ${more.length} more: ${fitting.join(', ')}${left === 0 ? '' : ` and ${left} others`}`]]),
  ];
};
