import type { Action } from '../../domain/action';
import { actions } from '../../domain/catalogue';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Part, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';

const usage = ({ verb, target, parameter }: Action): string => {
  const subject = target === 'machine' ? 'MACHINE' : 'REQUEST';
  const choices = parameter === null ? '' : ` [${parameter.choices.map((choice) => choice.word).join('|')}]`;
  return `/defender ${verb} ${subject}${choices} [COMMENT]`;
};

const actionLine = (action: Action): Phrase => [{ code: usage(action) }, ` ${action.title}. ${action.effect}`];

const choiceLines = ({ parameter }: Action): readonly Phrase[] =>
  (parameter?.choices ?? []).map(
    (choice, index): Phrase => [
      { code: choice.word },
      ` ${choice.meaning}${index === 0 ? ' (when you name none)' : ''}`,
    ],
  );

const otherLines: readonly Phrase[] = [
  [{ code: '/defender status' }, ' What waits and what runs, yours first.'],
  [{ code: '/defender help [VERB]' }, ' This list, or more about one verb.'],
];

const approval: Phrase = [
  { strong: 'How approval works: ' },
  'Twokey posts a card in the channel, and nothing is sent to Defender until somebody other than you, whom the policy allows, presses Approve. ',
  'You can withdraw it until it is sent. Every step is told in the thread under the card. Without a comment or a machine, a form asks for it.',
];

const machines: Part =
  'MACHINE is the full DNS name, the short name, the 40-character machine id or the IP address, as the Defender portal shows it.';

/** Every verb, from the catalogue, and how approval works; or one verb, where a known one is named. */
export const helpMessage = (verb: string | null = null): Message => {
  const one = actions.find((action) => action.verb === verb);
  const title: Phrase = [{ strong: one === undefined ? 'What Twokey can do' : one.title }];
  const items =
    one === undefined ? [...actions.map(actionLine), ...otherLines] : [actionLine(one), ...choiceLines(one)];
  const unknown: readonly Phrase[] =
    verb !== null && one === undefined ? [[`“${verb}” has no help of its own; this is the whole list.`]] : [];
  const paragraphs = [...unknown, title, ...items, [machines], approval];
  return {
    text: cutEscaped(paragraphs.map(spoken).join('\n'), limits.text),
    blocks: [
      ...(unknown.length === 0 ? [] : [richBlock('unknown', ...unknown)]),
      listBlock('verbs', title, items),
      richBlock('approval', [machines], approval),
    ],
  };
};
