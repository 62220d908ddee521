import type { ContainmentKind } from '../../domain/containment';
import { endedBy } from '../../domain/ending';
import type { Dossier } from '../../domain/reviewing';
import { byMachine } from '../../domain/summary';
import type { Phrase } from '../block-kit/phrase';
import { allOf, shown } from './names';
import { isSettled } from './state-words';

const MOST_NAMED = 5;

const states: Readonly<Record<ContainmentKind, string>> = {
  isolation: 'isolated',
  restriction: 'restricted to programs signed by Microsoft',
};

/** That nothing which was known when it was asked says that there is anything to end; nothing once that is all over. */
export const nothingHeldWords = (dossier: Dossier): readonly Phrase[] => {
  const { request, runs } = dossier;
  const kind = endedBy(request.verb);
  const free = byMachine(runs.filter(({ situation }) => situation.endsNothingKnown === true));
  if (kind === null || free.length === 0 || isSettled(dossier)) return [];
  const names = free.map(({ machine }) => shown(machine.name));
  const more = names.length - MOST_NAMED;
  const named = allOf(more > 0 ? [...names.slice(0, MOST_NAMED), `${more} more`] : names);
  return [
    [
      { strong: `Nothing known says that ${named} ${names.length === 1 ? 'is' : 'are'} ${states[kind]} now.` },
      ' Neither Twokey’s log nor Defender’s list of Machine Actions shows it, and what Defender does by itself shows in neither. Look in the Defender portal if in doubt.',
    ],
  ];
};
