import { isIpAddress, type Machine } from '../../domain/machine';
import type { Phrase } from '../block-kit/phrase';
import { shown } from './names';

type Candidate = Pick<Machine, 'id' | 'name' | 'lastSeenAt'>;

const item = (machine: Candidate): Phrase => [
  { strong: shown(machine.name) },
  ', id ',
  { code: shown(machine.id) },
  ', last seen ',
  machine.lastSeenAt === null ? 'unknown' : { date: machine.lastSeenAt },
];

/** Machines that somebody may have meant, told apart by name, id and when each was last seen; the first of many. */
export const candidateItems = (candidates: readonly Candidate[], most: number): readonly Phrase[] => {
  const more = candidates.length - most;
  return [
    ...candidates.slice(0, most).map(item),
    ...(more > 0 ? [[`and ${more} more, which the Defender portal lists`]] : []),
  ];
};

/** That a machine was found by an address that others may have had since; nothing where it was found by its name. */
export const movedWords = (typed: string, machine: Pick<Machine, 'lastIp' | 'lastSeenAt'>): readonly Phrase[] => {
  if (!isIpAddress(typed)) return [];
  const { lastIp, lastSeenAt } = machine;
  const since: Phrase =
    lastIp === typed
      ? ['This one had it when Defender last saw it', ...(lastSeenAt === null ? [] : [': ', { date: lastSeenAt }]), '.']
      : ['By what Defender knows, this one had it within the last quarter of an hour.'];
  return [[{ strong: `“${shown(typed)}” may have moved to another machine.` }, ' ', ...since]];
};
