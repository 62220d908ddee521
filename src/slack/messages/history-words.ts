import { type Happening, isTold, isUnread, type LoggedEvent, type UnreadEvent } from '../../domain/event';
import type { Person } from '../../domain/person';
import type { Dossier } from '../../domain/reviewing';
import { spellWantedFor } from '../../domain/wanted-for';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import type { Look } from '../look';
import { allOf, shown } from './names';
import { noteWords } from './note-words';

const LONGEST_QUOTE = 200;

const quoted = (words: string): string => `“${cut(oneLine(words), LONGEST_QUOTE)}”`;

const attempts: Readonly<Record<string, string>> = {
  approved: 'approve',
  denied: 'deny',
  withdrawn: 'withdraw',
  settled: 'settle',
  'asked-again': 'ask again',
  'package-link': 'get the package',
  reworded: 'ask again',
  undone: 'undo it',
  cancelled: 'cancel it',
  repeated: 'ask for it once more',
};

/** What happened to a request, in a line of its story, where the thread does not tell it. */
const untoldWords = (happening: Happening): Phrase => {
  switch (happening.kind) {
    case 'asked':
      return [
        'asked for ',
        { code: [happening.verb, ...(happening.parameter === null ? [] : [happening.parameter])].join(' ') },
        ` on ${allOf(happening.machines.map(shown))}${happening.forMs === undefined ? '' : ` for ${spellWantedFor(happening.forMs)}`}: ${quoted(happening.comment)}`,
      ];
    case 'card-posted':
      return ['posted the card.'];
    case 'card-gone':
      return ['found the card gone (', { code: shown(happening.code) }, ') and posts it again.'];
    case 'refused': {
      const attempted = attempts[happening.attempted] ?? shown(happening.attempted);
      return [
        `tried to ${attempted} and was refused: ${quoted(happening.says)} (`,
        { code: shown(happening.code) },
        ')',
      ];
    }
    case 'claimed':
      return [`took it in hand to send it to Defender: attempt ${happening.attempt}.`];
    case 'set-back':
      return ['put it back, to be tried again later (', { code: shown(happening.code) }, ').'];
    case 'not-reminded':
      return [
        `reminded nobody of ${shown(happening.machine)}: it was undone since, `,
        ...(happening.machineActionId === null
          ? ['through Twokey.']
          : ['by Machine Action ', { code: shown(happening.machineActionId) }, '.']),
      ];
    case 'late-answer':
      return ['had a late answer from Defender: Machine Action ', { code: shown(happening.machineActionId) }, '.'];
    case 'package-link':
      return ['was given the link to the package of Machine Action ', { code: shown(happening.machineActionId) }, '.'];
    default:
      return [`noted “${happening.kind}”.`];
  }
};

/** The name that was kept, and the id behind it: names can be changed at will. */
const whoWords = (actor: Person | null): Phrase => {
  if (actor === null) return ['Twokey'];
  const mention = { user: actor.id, name: actor.id };
  return actor.name === actor.id ? [mention] : [shown(actor.name), ' (', mention, ')'];
};

const wordsOf = (event: LoggedEvent | UnreadEvent, dossier: Dossier, look: Look): Phrase => {
  if (isUnread(event))
    return ['An entry that this version of Twokey cannot read: ', { code: shown(event.happening.was) }];
  const { actor, happening } = event;
  const who = whoWords(actor);
  const note = isTold(happening) ? noteWords(event, dossier, look) : null;
  if (note === null) return [...who, ' ', ...untoldWords(happening)];
  // The thread's own words: nobody's doing but Twokey's needs no name before them.
  return actor === null ? note : [...who, ': ', ...note];
};

const onOneLine = (phrase: Phrase): Phrase =>
  phrase.map((part) => (typeof part === 'string' ? part.replace(/\s*\n\s*/g, ' ') : part));

/** One entry of a request's story: when, who, what. */
export const historyWords = (event: LoggedEvent | UnreadEvent, dossier: Dossier, look: Look): Phrase => [
  ...(event.at === null ? ['at an unknown time'] : [{ date: event.at }]),
  ' · ',
  ...onOneLine(wordsOf(event, dossier, look)),
];
