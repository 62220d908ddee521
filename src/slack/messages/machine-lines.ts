import type { KnownBlock } from '@slack/types';
import type { Machine } from '../../domain/machine';
import { isOffline } from '../../domain/machine';
import type { Situation } from '../../domain/machine-action';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import { byMachine } from '../../domain/summary';
import { cutPhrase, type Part, type Phrase } from '../block-kit/phrase';
import { listBlock } from '../block-kit/rich-block';
import type { Look } from '../look';
import { typeWords } from './machine-action-words';
import { shown } from './names';
import { briefRunLine } from './run-words';

/** Lines in one block, so that none of its texts comes near Slack's limits. */
export const PER_BLOCK = 10;
/** For all lines of a message together; what Slack takes in all is not documented. */
const LONGEST_ALL = 13_000;
const LONGEST_LINE = 280;
const LONGEST_TAGS = 80;

/** How long a line may be where there are so many. Every machine is named, and the more there are, the less is said of each. */
export const longestLine = (count: number): number =>
  Math.min(LONGEST_LINE, Math.floor(LONGEST_ALL / Math.max(1, count)));

const tagsOf = (tags: readonly string[] | null): readonly string[] => {
  if (tags === null) return ['tags unknown'];
  if (tags.length === 0) return [];
  const all = tags.map(shown).join(', ');
  return [`tags ${all.length <= LONGEST_TAGS ? all : `${shown(tags[0] ?? '')} and ${tags.length - 1} more`}`];
};

const factsOf = (machine: Machine): readonly string[] => [
  machine.os === null ? 'OS unknown' : shown(machine.os),
  machine.health === null ? 'health unknown' : shown(machine.health),
  ...(machine.value === null || machine.value === 'Normal' ? [] : [`value ${shown(machine.value)}`]),
  ...(machine.risk === 'High' ? ['risk High'] : []),
  ...tagsOf(machine.tags),
  ...(machine.isDuplicate ? ['potential duplicate'] : []),
];

const situationWords = ({ open, isolatedSince, restrictedSince }: Situation): Phrase => [
  ...(isolatedSince === null ? [] : ['; isolated since ', { date: isolatedSince } satisfies Part]),
  ...(restrictedSince === null ? [] : ['; restricted since ', { date: restrictedSince } satisfies Part]),
  ...(open.length === 0
    ? []
    : [`; open: ${open.map(({ type, status }) => `${typeWords(type)} ${shown(status)}`).join(', ')}`]),
];

/** The facts of a machine that matter, on one line. Its portal page is behind its name. */
const facts = (run: Run, { request }: Dossier, look: Look): Phrase => {
  const { machine, subject } = run;
  return [
    { url: look.portalLink(machine.id), words: shown(machine.name) },
    ...(request.status === 'pending' && isOffline(machine, request.openedAt)
      ? [' ', { strong: 'Offline' } satisfies Part]
      : []),
    ...(request.status === 'pending' ? [': '] : [': ', ...briefRunLine(run), '; ']),
    ...(subject === null
      ? []
      : ['Machine Action to cancel ', { code: shown(subject.machineActionId) } satisfies Part, ', ']),
    factsOf(machine).join(', '),
    ', last seen ',
    ...(machine.lastSeenAt === null ? ['unknown'] : [{ date: machine.lastSeenAt } satisfies Part]),
    ...situationWords(run.situation),
  ];
};

/** Every machine of a request for several, by name: one compact line each, ten to a block. */
export const machineLines = (dossier: Dossier, id: (name: string) => string, look: Look): readonly KnownBlock[] => {
  const runs = byMachine(dossier.runs);
  const lines = runs.map((run) => cutPhrase(facts(run, dossier, look), longestLine(runs.length)));
  return Array.from({ length: Math.ceil(lines.length / PER_BLOCK) }, (_, index) =>
    listBlock(
      id(`machines-${index}`),
      index === 0 ? [{ strong: `${runs.length} machines, as they were when this was asked` }] : null,
      lines.slice(index * PER_BLOCK, (index + 1) * PER_BLOCK),
    ),
  );
};

/** A warning for all machines that look offline, in one sentence; nothing when none does. */
export const offlineTogether = ({ request, runs }: Dossier): Phrase => {
  const offline = byMachine(runs).filter(({ machine }) => isOffline(machine, request.openedAt));
  const isCancelling = runs.some(({ subject }) => subject !== null);
  if (offline.length === 0) return [];
  return [
    { strong: `Offline: ${offline.length} of ${runs.length} machines` },
    isCancelling
      ? '; they may not hear of the cancellation for days.'
      : '; Defender keeps trying for 3 days, so there this may run days from now.',
  ];
};
