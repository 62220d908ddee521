import type { NotSentReason } from '../../domain/event';
import type { Run, RunStatus } from '../../domain/run';
import type { Part, Phrase } from '../block-kit/phrase';
import { shown } from './names';
import { outcomeSaid } from './settle-words';

const notSent: Readonly<Record<NotSentReason, string>> = {
  'send-by': 'it could not be sent in time',
  stricter: 'its approval was not enough any more',
  'not-allowed': 'it was not allowed any more',
  withdrawn: 'it was withdrawn',
  denied: 'it was denied',
  expired: 'it expired',
  rehearsal: 'this is a rehearsal',
  gone: 'what it was meant for was no longer there',
};

const isReason = (word: string): word is NotSentReason => Object.hasOwn(notSent, word);

/** Why something was not sent, in a few words; null where it is not known. */
export const notSentBecause = (trouble: string | null): string | null =>
  trouble !== null && isReason(trouble) ? notSent[trouble] : null;

const counted: readonly (readonly [RunStatus, string])[] = [
  ['succeeded', 'succeeded'],
  ['dispatched', 'running'],
  ['dispatching', 'being sent'],
  ['ready', 'not sent yet'],
  ['waiting', 'waiting for approval'],
  ['failed', 'failed'],
  ['timed_out', 'timed out'],
  ['cancelled', 'cancelled'],
  ['not_sent', 'not sent'],
  ['unsettled', 'not known'],
  ['settled', 'settled by a person'],
];

/** How many of several machines are where: `2 succeeded, 1 failed`. */
export const countsOf = (statuses: readonly RunStatus[]): string =>
  counted
    .map(([status, words]) => ({ count: statuses.filter((one) => one === status).length, words }))
    .filter(({ count }) => count > 0)
    .map(({ count, words }) => `${count} ${words}`)
    .join(', ');

const actionOn = ({ machineActionId, adoptedFrom }: Run): Phrase => [
  ...(machineActionId === null ? [] : [', Machine Action ', { code: shown(machineActionId) } satisfies Part]),
  ...(adoptedFrom === null ? [] : [`, started by ${shown(adoptedFrom)}`]),
];

const at = (when: number | null): Phrase => (when === null ? [] : [', ', { date: when }]);

const ended = (run: Run, otherwise: string): Phrase => [
  { strong: shown(run.defenderStatus ?? otherwise) },
  ...actionOn(run),
  ...at(run.endedAt),
];

const unsent = ({ trouble }: Run): Phrase => {
  if (trouble === null) return ['not sent yet'];
  if (trouble.startsWith('obstructed-by-')) return ['not sent yet: another Machine Action must end first'];
  if (trouble === 'lane-busy') return ['not sent yet: another request is being handed over'];
  return ['not sent yet, tried again (', { code: shown(trouble) }, ')'];
};

/** Where one of several machines is, on one line: Defender's word, the Machine Action and the time. */
export const runLine = (run: Run): Phrase => {
  switch (run.status) {
    case 'waiting':
      return ['waits for approval'];
    case 'ready':
      return unsent(run);
    case 'dispatching':
      return run.trouble === null ? ['being sent'] : ['not known yet whether it arrived; Twokey is asking Defender'];
    case 'dispatched':
      return [{ strong: shown(run.defenderStatus ?? 'no status yet') }, ...actionOn(run), ...at(run.createdAt)];
    case 'succeeded':
      return ended(run, 'Succeeded');
    case 'failed':
      return run.machineActionId === null && run.fault !== null
        ? [{ strong: 'Failed' }, `: refused by ${run.fault.system}: “${shown(run.fault.says)}”`, ...at(run.endedAt)]
        : ended(run, 'Failed');
    case 'timed_out':
      return ended(run, 'TimeOut');
    case 'cancelled':
      return ended(run, 'Cancelled');
    case 'not_sent':
      return [{ strong: 'Not sent' }, `: ${notSentBecause(run.trouble) ?? 'it is over'}`, ...at(run.endedAt)];
    case 'unsettled':
      return [{ strong: 'Not known' }, ' what became of it', ...actionOn(run)];
    case 'settled':
      return [
        { strong: 'Settled' },
        run.settlement === null ? '' : ` by ${shown(run.settlement.by.name)}: ${outcomeSaid(run.settlement.as)}`,
        ...at(run.settlement?.at ?? null),
      ];
  }
};

/** The same for the card, where an id stands only where somebody may have to quote it: the thread has them all. */
export const briefRunLine = (run: Run): Phrase =>
  run.status === 'succeeded' || run.status === 'dispatched' ? runLine({ ...run, machineActionId: null }) : runLine(run);
