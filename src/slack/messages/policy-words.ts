import type { KnownBlock, PlainTextElement } from '@slack/types';
import { approvalsNeeded, isNameOnly, rulesApplied } from '../../domain/explaining';
import type { Terms } from '../../domain/policy';
import { spell } from '../../domain/sentence';
import { limits } from '../block-kit/limits';
import type { Phrase } from '../block-kit/phrase';
import { listBlock } from '../block-kit/rich-block';
import { plain } from '../block-kit/text';
import { shown } from './names';
import { ruleItems, sentenceWords } from './sentence-words';

/** Whether it is known why the rules of these terms applied. */
const isExplained = ({ rules }: Terms): boolean => rules.length > 0 && !rules.every(isNameOnly);

const briefly = (terms: Terms): string => {
  const names = terms.rules.map(({ name }) => shown(name));
  if (names.length > 0) return `Policy rules that applied: ${names.join(', ')}`;
  const more = terms.places.length > 1 ? `: ${spell(approvalsNeeded(terms))}` : '';
  return `Policy: no special rule applied${more}`;
};

/** How many approvals, and because of which rules; nothing where no rule applied, or where it is not known any more. */
export const policyLines = (terms: Terms): readonly Phrase[] =>
  isExplained(terms) ? [[{ strong: 'Policy: ' }, ...sentenceWords(approvalsNeeded(terms))]] : [];

/** Why the terms are what they are, rule by rule. Nobody is mentioned by it. */
export const policyBlocks = (blockId: string, terms: Terms): readonly KnownBlock[] =>
  policyLines(terms).map((line) => listBlock(blockId, line, ruleItems(rulesApplied(terms), sentenceWords)));

/** The policy in a few words, where there is nothing to explain; nothing where `policyBlocks` explain it. */
export const policyLine = (terms: Terms): Phrase => (isExplained(terms) ? [] : [briefly(terms)]);

/** The same as an element beside others. */
export const policyElements = (terms: Terms): readonly PlainTextElement[] =>
  isExplained(terms) ? [] : [plain(briefly(terms), limits.field)];
