import type { ActionsBlock, KnownBlock } from '@slack/types';
import type { LoggedEvent } from '../../domain/event';
import { RESUME_NEEDS } from '../../domain/pausing';
import { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { quoteBlock, richBlock } from '../block-kit/rich-block';
import { cut, cutEscaped, plain } from '../block-kit/text';
import { namesOf, shown } from './names';
import { REPEAT } from './standing-words';

/** What a notice is made from. */
export interface NoticeFacts {
  readonly event: LoggedEvent;
  /** What ended the pause that it is about; null as long as it lasts. */
  readonly end: LoggedEvent | null;
  /** Whether an earlier attempt to post it may be in the channel already. */
  readonly isRepeat: boolean;
}

/** A notice before it is known how it is shown. */
interface Said {
  readonly title: Phrase;
  readonly quoted: string;
  readonly after: readonly Phrase[];
  /** The pause that a button resumes; null where there is nothing to resume. */
  readonly resumes: number | null;
}

const LONGEST_QUOTE = 2_500;

const nameOf = ({ actor }: LoggedEvent): string => shown(actor?.name ?? 'Twokey');

const ending = (end: LoggedEvent | null): readonly Phrase[] =>
  end?.happening.kind === 'resumed'
    ? [[{ strong: `Resumed by ${namesOf(end.happening.by)}` }, ', ', { date: end.at }, '.']]
    : [];

const howToResume: Phrase = [
  'To go on, two approvers each press Resume, or type ',
  { code: '/defender resume' },
  '. Whoever paused it may be one of them.',
];

const meaning: Phrase = [
  'Nothing more is sent from now on. Asking and approving go on; what is approved waits, and needs approval again once its time to be sent is over. ',
  'What Defender has already goes on there: if it must be stopped, cancel it in the Defender portal.',
];

const uncounted = (names: string): readonly Phrase[] =>
  names === '' ? [] : [[`Not counted any more: ${names}, who cannot approve by now.`]];

/** What is said of one event. Throws for one that is told otherwise: a bug. */
const saidOf = ({ event, end }: NoticeFacts): Said => {
  const { happening } = event;
  const by = nameOf(event);
  switch (happening.kind) {
    case 'paused':
      return {
        title: [
          { strong: `Sending to Defender ${end === null ? 'is' : 'was'} paused by ${by}` },
          ', ',
          { date: event.at },
          ':',
        ],
        quoted: happening.words,
        after: end === null ? [meaning, howToResume] : ending(end),
        resumes: end === null ? happening.pause : null,
      };
    case 'resume-asked': {
      const given = happening.by.length;
      const missing = happening.needed - given;
      const more = missing === 1 ? 'one more approver has' : `${missing} more approvers have`;
      const next: Phrase = [
        `Sending stays paused: ${more} to press Resume, or type `,
        { code: '/defender resume' },
        '.',
      ];
      return {
        title: [
          { strong: `${by} ${end === null ? 'says' : 'said'} that sending may go on` },
          `: ${given} of ${happening.needed}.`,
        ],
        quoted: happening.words,
        after: [...uncounted(namesOf(happening.notCounted)), ...(end === null ? [next] : ending(end))],
        resumes: end === null ? happening.pause : null,
      };
    }
    case 'resumed':
      return {
        title: [
          { strong: `Sending to Defender goes on: resumed by ${namesOf(happening.by)}` },
          ', ',
          { date: event.at },
          '.',
        ],
        quoted: happening.words,
        after: [
          ...uncounted(namesOf(happening.notCounted)),
          [
            'What is approved and still within its time is sent now. What is not needs approval again, and says so in its thread.',
          ],
        ],
        resumes: null,
      };
    default:
      throw new Error(`no notice tells of ${happening.kind}`);
  }
};

const buttonBlock = (blockId: string, pause: number): ActionsBlock => ({
  type: 'actions',
  block_id: blockId,
  elements: [
    {
      type: 'button',
      action_id: actionIds.resume,
      text: plain('Resume', limits.buttonText),
      value: String(pause),
      accessibility_label: 'Resume sending to Defender',
      confirm: {
        title: plain('May sending go on?', limits.confirmTitle),
        text: plain(
          `It takes ${RESUME_NEEDS} approvers. Then everything that is approved and still within its time goes to Defender at once.`,
          limits.confirmText,
        ),
        confirm: plain('Resume', limits.confirmButton),
        deny: plain('Not yet', limits.confirmButton),
      },
    },
  ],
});

/** That sending is paused, may go on, goes on: in a channel, about no one request. */
export const noticeMessage = (facts: NoticeFacts): Message => {
  const { title, quoted: words, after, resumes } = saidOf(facts);
  const quoted = cut(words, LONGEST_QUOTE);
  const closing = [...after, ...(facts.isRepeat ? [[REPEAT]] : [])];
  // Blocks that changed need another id, or clients may keep the old ones.
  const id = (name: string) => `${name}-${facts.event.seq}-${facts.end?.seq ?? 0}`;
  const said = [title, ...(quoted === '' ? [] : [[`“${quoted}”`]]), ...closing];
  const blocks: readonly KnownBlock[] = [
    quoted === '' ? richBlock(id('notice'), title) : quoteBlock(id('notice'), title, quoted),
    ...(closing.length === 0 ? [] : [richBlock(id('after'), ...closing)]),
    ...(resumes === null ? [] : [buttonBlock(id('buttons'), resumes)]),
  ];
  return { text: cutEscaped(said.map(spoken).join('\n'), limits.text), blocks };
};
