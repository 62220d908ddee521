import { actions } from '../../src/domain/catalogue';
import type { Dossier } from '../../src/domain/reviewing';
import { spoken } from '../../src/slack/block-kit/phrase';
import { helpMessage } from '../../src/slack/messages/help';
import { noteWords } from '../../src/slack/messages/note-words';
import { stateWords } from '../../src/slack/messages/state-words';
import { toldHappenings } from '../slack/happening-samples';
import { approval, approved, dossier, event, ida, look, MINUTE, NOW, request, rosa } from '../slack/samples';

/** Each reader sees moments in their own time zone; here stands the fallback. */
const quoted = (words: string): string =>
  words
    .replace(/<!date\^[^|]*\|([^>]*)>/g, '$1')
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');

const one = { usergroups: ['S0APPROVERS'], users: [] };
const twoPlaces = { ...request().terms, places: [one, one] } as const;

const ran = { machineActionId: '43e0bf73-d354-43cc-842a-5c5e525a07c7', createdAt: NOW, endedAt: NOW + 4 * MINUTE };

/** A card in each state that it may have to tell. */
const cards: readonly (readonly [string, Dossier])[] = [
  ['waiting', dossier()],
  ['half approved', dossier({ terms: twoPlaces }, {}, [approval(ida)])],
  ['denied', dossier({ status: 'denied', decision: { by: ida, at: NOW, words: 'Not during business hours.' } })],
  ['withdrawn', dossier({ status: 'withdrawn', decision: { by: rosa, at: NOW, words: null } })],
  ['expired', dossier({ status: 'expired', decision: { by: null, at: NOW, words: null } })],
  ['being sent', approved({ status: 'dispatching' })],
  ['not sent yet', approved({ status: 'ready', trouble: 'InternalServerError' }, { sendBy: NOW + 15 * MINUTE })],
  ['running', approved({ status: 'dispatched', defenderStatus: 'InProgress', ...ran, endedAt: null })],
  ['succeeded', approved({ status: 'succeeded', defenderStatus: 'Succeeded', ...ran })],
  ['failed', approved({ status: 'failed', defenderStatus: 'Failed', ...ran })],
  ['timed out', approved({ status: 'timed_out', defenderStatus: 'TimeOut', ...ran })],
  ['cancelled', approved({ status: 'cancelled', defenderStatus: 'Cancelled', ...ran })],
  ['not known', approved({ status: 'unsettled' })],
];

const notes = (): readonly string[] =>
  toldHappenings.flatMap((happening) => {
    const of = dossier();
    const words = noteWords(event(happening, { actor: ida }), of, look);
    return words === null ? [] : [`\`${happening.kind}\``, '', quoted(spoken(words)), ''];
  });

const help = (): readonly string[] =>
  [null, ...actions.map(({ verb }) => verb)].flatMap((verb) => [
    `\`/defender help${verb === null ? '' : ` ${verb}`}\``,
    '',
    quoted(helpMessage(verb).text),
    '',
  ]);

/** docs/words.md, from samples of everything that is told in a thread, of every state of a card, and the help. */
export const wordsDoc = (): string =>
  [
    '# Words',
    '',
    'What Twokey says, in one place, to be read aloud. Names, numbers and ids are examples. Every “no” is in',
    '[refusals.md](refusals.md).',
    '',
    '<!-- Written by `npm run docs:words`. Change the words in src/slack/messages/. -->',
    '',
    '## On a card: where a request stands',
    '',
    ...cards.flatMap(([name, of]) => [`*${name}*`, '', quoted(stateWords(of).map(spoken).join('\n')), '']),
    '## In the thread',
    '',
    ...notes(),
    '## Help',
    '',
    ...help(),
  ]
    .join('\n')
    .trimEnd()
    .concat('\n');
