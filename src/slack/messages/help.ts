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

/** A verb that is no action: its line in the list, and what its own help says beside it. */
interface OtherVerb {
  readonly line: Phrase;
  readonly more: readonly Phrase[];
}

const otherVerbs: Readonly<Record<string, OtherVerb>> = {
  why: {
    line: [
      { code: '/defender why VERB MACHINE [COMMENT]' },
      ' What asking for it would take, without asking: how many approvals, by whom, and because of which rules.',
    ],
    more: [
      ['Only you see the answer, and nothing is asked for or sent.'],
      ['With a comment it also says whether the comment names a ticket that a rule asks for.'],
      ['Behind ', { code: 'cancel' }, ' comes a request, as in ', { code: '/defender cancel' }, '.'],
    ],
  },
  history: {
    line: [
      { code: '/defender history REQUEST' },
      ' The story of one request: who did what and when, also what was refused and why. For those who may ask or approve.',
    ],
    more: [
      ['REQUEST is the id on the card. Only you see the answer.'],
      ['It ends with where the request stands, the policy it was asked under, and its entries in the log.'],
    ],
  },
  status: { line: [{ code: '/defender status' }, ' What waits and what runs, yours first.'], more: [] },
  pause: {
    line: [{ code: '/defender pause REASON' }, ' Stops all sending to Defender at once. For approvers.'],
    more: [
      [
        'For the moment when something is wrong: an account turns out to be stolen. It works in any channel and in direct messages.',
      ],
      [
        'Asking and approving go on. What is approved waits, and needs approval again once its time to be sent is over.',
      ],
      [
        'What Defender has already goes on there. Nothing can be cancelled through Twokey until sending is resumed: use the Defender portal.',
      ],
      ['To go on, two approvers each type ', { code: '/defender resume' }, '.'],
    ],
  },
  resume: {
    line: [{ code: '/defender resume [COMMENT]' }, ' Says that sending may go on; it takes two approvers.'],
    more: [
      ['Whoever paused it may be one of the two. Both must be approvers when the second one says so.'],
      ['What is approved and still within its time is sent at once then.'],
    ],
  },
  help: { line: [{ code: '/defender help [VERB]' }, ' This list, or more about one verb.'], more: [] },
};

const approval: Phrase = [
  { strong: 'How approval works: ' },
  'Twokey posts a card in the channel, and nothing is sent to Defender until somebody other than you, whom the policy allows, presses Approve. ',
  'You can withdraw it until it is sent. Every step is told in the thread under the card. Without a comment or a machine, a form asks for it.',
];

const machines: Part =
  'MACHINE is the full DNS name, the short name, the 40-character machine id or the IP address, as the Defender portal shows it.';

const helpOn = (verb: string): { readonly title: string; readonly items: readonly Phrase[] } | null => {
  const action = actions.find((one) => one.verb === verb);
  if (action !== undefined) return { title: action.title, items: [actionLine(action), ...choiceLines(action)] };
  const other = Object.hasOwn(otherVerbs, verb) ? otherVerbs[verb] : undefined;
  return other === undefined ? null : { title: `/defender ${verb}`, items: [other.line, ...other.more] };
};

const everything = {
  title: 'What Twokey can do',
  items: [...actions.map(actionLine), ...Object.values(otherVerbs).map(({ line }) => line)],
};

/** Every verb, from the catalogue, and how approval works; or one verb, where a known one is named. */
export const helpMessage = (verb: string | null = null): Message => {
  const one = verb === null ? null : helpOn(verb);
  const { title, items } = one ?? everything;
  const unknown: readonly Phrase[] =
    verb !== null && one === null ? [[`“${verb}” has no help of its own; this is the whole list.`]] : [];
  const paragraphs = [...unknown, [{ strong: title }], ...items, [machines], approval];
  return {
    text: cutEscaped(paragraphs.map(spoken).join('\n'), limits.text),
    blocks: [
      ...(unknown.length === 0 ? [] : [richBlock('unknown', ...unknown)]),
      listBlock('verbs', [{ strong: title }], items),
      richBlock('approval', [machines], approval),
    ],
  };
};
