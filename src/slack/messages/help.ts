import type { Action, Parameter } from '../../domain/action';
import { actions, isVerb } from '../../domain/catalogue';
import { spellPlatforms } from '../../domain/platform';
import { canBeForATime } from '../../domain/wanted-for';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Part, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';

const parameterUsage = (parameter: Parameter | null): string => {
  if (parameter === null) return '';
  return parameter.kind === 'sha1' ? ' SHA1' : ` [${parameter.choices.map((choice) => choice.word).join('|')}]`;
};

const usage = ({ verb, target, parameter }: Action): string => {
  const subject = target === 'machine' ? 'MACHINE' : 'REQUEST';
  const time = isVerb(verb) && canBeForATime(verb) ? ' [for TIME]' : '';
  return `/defender ${verb} ${subject}${parameterUsage(parameter)}${time} [COMMENT]`;
};

const actionLine = (action: Action): Phrase => [{ code: usage(action) }, ` ${action.title}. ${action.effect}`];

const parameterLines = ({ parameter }: Action): readonly Phrase[] => {
  if (parameter === null) return [];
  if (parameter.kind === 'sha1') return [[{ code: 'SHA1' }, ` ${parameter.label}: 40 hexadecimal characters.`]];
  return parameter.choices.map(
    (choice, index): Phrase => [
      { code: choice.word },
      ` ${choice.meaning}${index === 0 ? ' (when you name none)' : ''}`,
    ],
  );
};

/** Where it works, and what it does not do. */
const boundLines = ({ bounds, platforms, irreversible }: Action): readonly Phrase[] => [
  ...(irreversible === undefined
    ? []
    : [[{ strong: 'Irreversible: ' }, `${irreversible.warning} It takes ${irreversible.quorum} approvals at least.`]]),
  ...(platforms.length === 0 ? [] : [[`It works on ${spellPlatforms(platforms)}.`]]),
  [bounds],
];

const timeLines = ({ verb }: Action): readonly Phrase[] =>
  isVerb(verb) && canBeForATime(verb)
    ? [
        [
          { code: 'for 4h' },
          ' says how long it is wanted for (30m, 4h, 3d). When that is over, Twokey reminds the thread and offers to undo it; it never does so by itself.',
        ],
      ]
    : [];

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
  contained: {
    line: [
      { code: '/defender contained' },
      ' What is isolated or restricted now: since when, by whom, why, in which thread. For those who may ask or approve.',
    ],
    more: [
      [
        'Only you see the answer. It puts Twokey’s record and Defender’s list together, and says which of them says what.',
      ],
      ['What Defender does by itself does not all show there; the answer says what it cannot know.'],
    ],
  },
  machine: {
    line: [
      { code: '/defender machine MACHINE' },
      ' What is known of a machine: its facts, whether it is contained, what is open on it, what was asked for it lately.',
    ],
    more: [
      ['For those who may ask or approve. Only you see the answer, and nothing is asked for or sent.'],
      ['Who has logged on to it is told where whoever keeps the policy file has switched that on.'],
    ],
  },
  history: {
    line: [
      { code: '/defender history REQUEST|MACHINE' },
      ' The story of one request: who did what and when, also what was refused and why; or of one machine. For those who may ask or approve.',
    ],
    more: [
      ['REQUEST is the id on the card. Only you see the answer.'],
      ['Of a machine: what was asked for it through Twokey, and what Defender has of it, newest first.'],
      [
        'The story of a request ends with where the request stands, the policy it was asked under, and its entries in the log.',
      ],
    ],
  },
  settle: {
    line: [
      { code: '/defender settle REQUEST happened|did-not-happen|MACHINE-ACTION-ID COMMENT' },
      ' Says what became of a request of which Twokey could not find out. For those who could approve it.',
    ],
    more: [
      ['Look in the Defender portal first. Nothing is sent to Defender, and nothing is stopped there.'],
      ['With the id of a Machine Action, Twokey checks that it can be the one, and follows it to its end.'],
      ['Your comment is kept, and told in the thread. Whoever asked for it cannot settle it.'],
    ],
  },
  status: { line: [{ code: '/defender status' }, ' What waits and what runs, yours first.'], more: [] },
  subscribe: {
    line: [
      { code: '/defender subscribe' },
      ' Tells you by a direct message when something waits that you could approve. For approvers.',
    ],
    more: [
      [
        'One message when its card is posted, and none when it is decided before. You are never told of your own requests.',
      ],
      ['To stop: ', { code: '/defender unsubscribe' }, '. Twokey’s Home tab has a button for both.'],
    ],
  },
  unsubscribe: {
    line: [{ code: '/defender unsubscribe' }, ' Stops those direct messages.'],
    more: [['Cards and mentions in channels stay as they are.']],
  },
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

const elsewhere: Phrase = [
  { strong: 'In a thread: ' },
  'slash commands do not work there. Begin a message with ',
  { code: '@Twokey' },
  ' and the same words, and the card comes into the thread. On a message, “Defender action…” in its menu opens a form with what it names.',
];

const examples: readonly Phrase[] = [
  [{ code: '/defender restrict web-01 beaconing to a known C2' }],
  [{ code: '/defender isolate web-01,web-02 for 4h lateral movement' }, ' Commas, and no spaces between machines.'],
  [{ code: '/defender machine web-01' }, ' What is known of it, before you ask for anything.'],
];

const machines: Part =
  'MACHINE is the full DNS name, the short name, the 40-character machine id or the IP address, as the Defender portal shows it.';

const helpOn = (verb: string): { readonly title: string; readonly items: readonly Phrase[] } | null => {
  const action = actions.find((one) => one.verb === verb);
  if (action !== undefined)
    return {
      title: action.title,
      items: [actionLine(action), ...parameterLines(action), ...timeLines(action), ...boundLines(action)],
    };
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
  const first = one === null ? examples : [];
  const paragraphs = [...unknown, ...first, [{ strong: title }], ...items, [machines], approval, elsewhere];
  return {
    text: cutEscaped(paragraphs.map(spoken).join('\n'), limits.text),
    blocks: [
      ...(unknown.length === 0 ? [] : [richBlock('unknown', ...unknown)]),
      ...(first.length === 0 ? [] : [listBlock('examples', [{ strong: 'For example' }], first)]),
      listBlock('verbs', [{ strong: title }], items),
      richBlock('approval', [machines], approval, elsewhere),
    ],
  };
};
