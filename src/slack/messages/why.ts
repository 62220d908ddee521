import type { KnownBlock } from '@slack/types';
import { actionOf } from '../../domain/catalogue';
import { factsLookedAt, needsOf, rulesOf } from '../../domain/explaining';
import type { Machine } from '../../domain/machine';
import type { Refusal } from '../../domain/refusal';
import type { Explained } from '../../flow/question-intake';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cut, cutEscaped, mrkdwn, oneLine } from '../block-kit/text';
import type { Look } from '../look';
import { candidateItems } from './candidates';
import { graveWords, irreversibleWords } from './gravity-words';
import { shown } from './names';
import { wouldWaitWords } from './pause-words';
import { mentioningWords, ruleItems, sentenceWords } from './sentence-words';
import { REHEARSAL } from './standing-words';
import { nextWords, whoCan } from './whispers';

type Explanation = Extract<Explained, { readonly kind: 'explained' }>;

const MOST_MACHINES = 10;
const MOST_NEEDS = 12;
const ID_START = 8;

const machineItems = (machine: Machine, look: Look): readonly Phrase[] => [
  [
    { strong: shown(machine.name) },
    ', id ',
    { code: machine.id.slice(0, ID_START) },
    '…, ',
    { url: look.portalLink(machine.id), words: 'open in the Defender portal' },
  ],
  ...factsLookedAt(machine).map(sentenceWords),
];

/** Nothing was asked, so no words are kept and there is no button. */
const next = (refusal: Refusal): Phrase =>
  refusal.code === 'bot-not-in-channel' ? ['Type /invite @Twokey here before you ask.'] : nextWords(refusal);

const verdict = ({ ruling, notHere, cannot }: Explanation): readonly Phrase[] => [
  ...(ruling.refusal === null
    ? []
    : [[{ strong: cut(oneLine(ruling.refusal.says), limits.rich) }, ' ', ...nextWords(ruling.refusal)]]),
  ...(cannot === null ? [] : [[{ strong: cut(oneLine(cannot.says), limits.rich) }, ' ', ...nextWords(cannot)]]),
  ...(notHere === null ? [] : [[{ strong: 'You could not ask for it here. ' }, notHere.says, ' ', ...next(notHere)]]),
  ...(ruling.refusal === null && notHere === null && cannot === null
    ? [[{ strong: 'You could ask for it here.' }]]
    : []),
];

const needItems = (explanation: Explanation, words: typeof sentenceWords): readonly Phrase[] => {
  const needs = needsOf(explanation.ruling, explanation.comment);
  const more = needs.length - MOST_NEEDS;
  return [...needs.slice(0, MOST_NEEDS).map(words), ...(more > 0 ? [[`and ${more} more`]] : [])];
};

const standing = ({ couldApprove }: Explanation): Phrase => [
  couldApprove
    ? 'If somebody else asked for it, yours could be one of the approvals.'
    : 'If somebody else asked for it, yours could not be one of the approvals.',
];

/** The lists of an explanation: what the machine is, what it takes, and the rules that say so. */
const listsOf = (
  explanation: Explanation,
  look: Look,
  words: typeof sentenceWords,
): readonly { readonly id: string; readonly title: string; readonly items: readonly Phrase[] }[] => [
  { id: 'machine', title: 'Machine', items: machineItems(explanation.machine, look) },
  { id: 'needs', title: 'What it takes', items: [...needItems(explanation, words), standing(explanation)] },
  {
    id: 'rules',
    title: 'Rules that apply',
    items: explanation.ruling.terms.rules.length === 0 ? [['none']] : ruleItems(rulesOf(explanation.ruling), words),
  },
];

/** What asking would take, and why. */
export const whyMessage = (explanation: Explanation, look: Look): Message => {
  const { verb, machine, notHere } = explanation;
  const title: Phrase = [
    { strong: `${actionOf(verb).title}: ${shown(machine.name)}` },
    ' This is what asking would take; nothing was asked.',
  ];
  const said = [
    title,
    ...(look.isRehearsal ? [[{ strong: REHEARSAL }]] : []),
    ...verdict(explanation),
    ...irreversibleWords(verb),
    ...graveWords(verb, machine),
    ...wouldWaitWords(explanation.pause),
  ];
  const lists = listsOf(explanation, look, mentioningWords);
  const plainly = listsOf(explanation, look, sentenceWords).flatMap((list) => [[list.title], ...list.items]);
  const who: readonly KnownBlock[] =
    notHere?.who === undefined
      ? []
      : [{ type: 'section', block_id: 'who', text: mrkdwn(whoCan(notHere.who), limits.section) }];
  return {
    text: cutEscaped([...said, ...plainly].map(spoken).join('\n'), limits.text),
    blocks: [
      richBlock('answer', ...said),
      ...who,
      ...lists.map(({ id, title: heading, items }) => listBlock(id, [{ strong: heading }], items)),
    ],
  };
};

/** Several machine records match, or an address that may have moved: nothing is picked silently. */
export const whichMachineMessage = (typed: string, candidates: readonly Machine[]): Message => {
  const title: Phrase = [
    { strong: `Which machine is “${shown(typed)}”?` },
    ' Type the command again with the full id of the one that you mean:',
  ];
  const items = candidateItems(candidates, MOST_MACHINES);
  return {
    text: cutEscaped([title, ...items].map(spoken).join('\n'), limits.text),
    blocks: [listBlock('machines', title, items)],
  };
};
