import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { quoteBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped, mrkdwn, plain } from '../block-kit/text';
import { dateToken, linkToken } from '../block-kit/tokens';
import type { Look } from '../look';
import { approvalWords, missingApprovals } from './approval-words';
import { buttonBlocks } from './card-buttons';
import { effectWords, subjectWords } from './effect-words';
import { callAt } from './escalation-words';
import { machineBlock, offlineWords, situationBlock } from './machine-blocks';
import { shown } from './names';
import { heldBackWords } from './pause-words';
import { policyBlocks, policyElements, policyLines } from './policy-words';
import { requestTitle } from './request-title';
import { REHEARSAL, REPEAT } from './standing-words';
import { isSettled, stateWords } from './state-words';

/** What a card is drawn from. */
export interface CardFacts {
  readonly dossier: Dossier;
  readonly postId: string;
  /** Whether an earlier attempt to post it may be in the channel already. */
  readonly isRepeat: boolean;
  readonly look: Look;
}

/** Machines whose facts are shown; a request names one today. */
const MOST_MACHINES = 5;

/** Blocks that changed need another id, or clients may keep the old ones. */
const idsFor = ({ request, runs }: Dossier, { pause }: Look) => {
  const revision = `${request.revision}.${runs.reduce((sum, run) => sum + run.revision, 0)}.${pause?.number ?? 0}`;
  return (name: string) => `${name}-${request.id}-${revision}`;
};

/** The clock of a request starts when its card is posted: while that is being done, now. */
const deadline = ({ request, runs }: Dossier, now: Instant): string | null => {
  if (request.status === 'pending') return `Expires ${dateToken(request.expiresAt ?? now + request.terms.expiresInMs)}`;
  return request.sendBy !== null && runs.some((run) => run.status === 'ready')
    ? `To be sent by ${dateToken(request.sendBy)}, or it needs approval again`
    : null;
};

const machineBlocks = (run: Run, id: (name: string) => string, look: Look): readonly KnownBlock[] => [
  machineBlock(id(`machine-${run.id}`), run),
  situationBlock(id(`situation-${run.id}`), run),
  {
    type: 'context',
    block_id: id(`portal-${run.id}`),
    elements: [mrkdwn(linkToken(look.portalLink(run.machine.id), 'Open in the Defender portal'), limits.section)],
  },
];

const offline = (dossier: Dossier): readonly Phrase[] =>
  isSettled(dossier)
    ? []
    : dossier.runs
        .slice(0, MOST_MACHINES)
        // Judged by the moment at which the facts were read, not by how old they have become since.
        .map((run) => offlineWords(run, dossier.request.openedAt))
        .filter((words) => words.length > 0);

const banner = (words: string, blockId: string): KnownBlock => ({
  type: 'section',
  block_id: blockId,
  text: mrkdwn(`*${words}*`, limits.section),
});

const blocksOf = ({ dossier, postId, isRepeat, look }: CardFacts): readonly KnownBlock[] => {
  const { request, runs } = dossier;
  const id = idsFor(dossier, look);
  const held = heldBackWords(dossier, look.pause);
  const missing = missingApprovals(dossier);
  const ends = deadline(dossier, look.now);
  const calls = callAt(request, look.now);
  const subjects = runs.map(subjectWords).filter((words) => words !== null);
  const warnings = offline(dossier);
  return [
    { type: 'header', block_id: id('title'), text: plain(requestTitle(dossier), limits.header) },
    ...(look.isRehearsal ? [banner(REHEARSAL, id('rehearsal'))] : []),
    ...(isRepeat ? [banner(REPEAT, id('repeat'))] : []),
    richBlock(id('state'), ...stateWords(dossier, look.pause)),
    ...(held.length === 0 ? [] : [richBlock(id('pause'), ...held)]),
    richBlock(id('effect'), effectWords(request), ...subjects),
    ...(warnings.length === 0 ? [] : [richBlock(id('offline'), ...warnings)]),
    ...runs.slice(0, MOST_MACHINES).flatMap((run) => machineBlocks(run, id, look)),
    quoteBlock(id('comment'), [{ strong: 'Comment' }], request.comment),
    ...policyBlocks(id('rules'), request.terms),
    richBlock(
      id('people'),
      [
        { strong: 'Requestor: ' },
        `${shown(request.requestor.name)} (`,
        { user: request.requestor.id, name: shown(request.requestor.name) },
        ')',
      ],
      approvalWords(dossier),
    ),
    ...(missing === null
      ? []
      : [{ type: 'section' as const, block_id: id('missing'), text: mrkdwn(missing, limits.section) }]),
    {
      type: 'context',
      block_id: id('terms'),
      elements: [
        ...policyElements(request.terms),
        ...(ends === null ? [] : [mrkdwn(ends, limits.field)]),
        ...(calls === null ? [] : [mrkdwn(calls, limits.field)]),
        plain(`Request ${request.id}`, limits.field),
        mrkdwn(`Asked ${dateToken(request.openedAt)}`, limits.field),
      ],
    },
    ...buttonBlocks(id('buttons'), dossier, postId, look),
  ];
};

const textOf = ({ dossier, isRepeat, look }: CardFacts): string => {
  const { request } = dossier;
  const lines: readonly Phrase[] = [
    [requestTitle(dossier)],
    ...(look.isRehearsal ? [[REHEARSAL]] : []),
    ...(isRepeat ? [[REPEAT]] : []),
    ...stateWords(dossier, look.pause),
    ...heldBackWords(dossier, look.pause),
    ...offline(dossier),
    effectWords(request),
    ...policyLines(request.terms),
    [`Request ${request.id} by ${shown(request.requestor.name)}: ${request.comment}`],
  ];
  return cutEscaped(lines.map(spoken).join('\n'), limits.text);
};

/** The one message of a request, drawn from stored state. */
export const cardMessage = (facts: CardFacts): Message => ({ text: textOf(facts), blocks: blocksOf(facts) });
