import type { Role } from '../../domain/action';
import { actionOf, type Verb } from '../../domain/catalogue';
import { type Grave, graveFor } from '../../domain/gravity';
import type { Machine } from '../../domain/machine';
import type { Dossier } from '../../domain/reviewing';
import { hasHappened } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { shown } from './names';
import { isSettled } from './state-words';

const MOST_NAMED = 5;

/** What a machine may look like. */
export const roles: Readonly<Record<Role, string>> = {
  'hyper-v-host': 'a Hyper-V host',
  'domain-controller': 'a domain controller',
};

const careful = (name: string, { role, list, value, words }: Grave): Phrase => [
  { strong: 'Careful: ' },
  `${shown(name)} looks like ${roles[role]}, by its ${list}${list === 'name' ? '' : ` “${shown(value)}”`}. ${words}`,
];

/** What is grave about an action on a machine, and by which of its facts. */
export const graveWords = (verb: Verb, machine: Machine): readonly Phrase[] =>
  graveFor(verb, machine).map((grave) => careful(machine.name, grave));

/** What cannot be taken back, where that is so. */
export const irreversibleWords = (verb: Verb): readonly Phrase[] => {
  const warning = actionOf(verb).irreversible?.warning;
  return warning === undefined ? [] : [[{ strong: 'Irreversible: ' }, warning]];
};

/** Everything that whoever approves must have seen before; nothing once there is nothing to approve or to stop. */
export const gravityWords = (dossier: Dossier): readonly Phrase[] => {
  const { request, runs } = dossier;
  // What cannot be taken back stays so.
  if (isSettled(dossier)) return runs.some(hasHappened) ? irreversibleWords(request.verb) : [];
  const grave = runs.flatMap((run) => (run.subject === null ? graveWords(request.verb, run.machine) : []));
  const more = grave.length - MOST_NAMED;
  return [
    ...irreversibleWords(request.verb),
    ...grave.slice(0, MOST_NAMED),
    ...(more > 0 ? [[`and ${more} more warnings of this kind`]] : []),
  ];
};
