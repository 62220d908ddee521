import type { KnownBlock } from '@slack/types';
import type { Instant } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import { byMachine } from '../../domain/summary';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { type Phrase, spoken } from '../block-kit/phrase';
import { quoteBlock, richBlock } from '../block-kit/rich-block';
import { cut, cutEscaped, mrkdwn, plain } from '../block-kit/text';
import { dateToken, linkToken } from '../block-kit/tokens';
import type { Look } from '../look';
import { approvalWords, missingApprovals } from './approval-words';
import { buttonBlocks } from './card-buttons';
import { effectWords, subjectWords, wantedForWords } from './effect-words';
import { callAt } from './escalation-words';
import { gravityWords } from './gravity-words';
import { machineLines } from './machine-lines';
import { machineBlock, situationBlock } from './machine-blocks';
import { shown } from './names';
import { nothingHeldWords } from './nothing-held-words';
import { offlineWarnings } from './offline-warnings';
import { heldBackWords } from './pause-words';
import { policyBlocks, policyElements, policyLines } from './policy-words';
import { requestTitle } from './request-title';
import { REHEARSAL, REPEAT, REPOSTED } from './standing-words';
import { stateWords } from './state-words';

/** What a card is drawn from. */
export interface CardFacts {
  readonly dossier: Dossier;
  readonly postId: string;
  /** Whether an earlier attempt to post it may be in the channel already. */
  readonly isRepeat: boolean;
  /** Slack's code for why it is posted again; null where this is its first message. */
  readonly because: string | null;
  readonly look: Look;
}

/** So that a comment has room beside the names of many machines. */
const LONGEST_NAMES = 1_500;

/** Blocks that changed need another id, or clients may keep the old ones. */
const idsFor = ({ request, runs, againAs, undone }: Dossier, { pause }: Look) => {
  const revision = `${request.revision}.${runs.reduce((sum, run) => sum + run.revision, 0)}.${pause?.number ?? 0}${againAs === null ? '' : '.again'}${undone.length === 0 ? '' : `.undone-${undone.length}`}`;
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

const banner = (words: string, blockId: string): KnownBlock => ({
  type: 'section',
  block_id: blockId,
  text: mrkdwn(`*${words}*`, limits.section),
});

const blocksOf = ({ dossier, postId, isRepeat, because, look }: CardFacts): readonly KnownBlock[] => {
  const { request, runs } = dossier;
  const id = idsFor(dossier, look);
  const held = heldBackWords(dossier, look.pause);
  const missing = missingApprovals(dossier);
  const ends = deadline(dossier, look.now);
  const calls = callAt(request, look.now);
  const wanted = wantedForWords(dossier);
  const isForSeveral = runs.length > 1;
  const subjects = isForSeveral ? [] : runs.map(subjectWords).filter((words) => words !== null);
  const warnings = offlineWarnings(dossier);
  const grave = gravityWords(dossier);
  const unheld = nothingHeldWords(dossier);
  return [
    { type: 'header', block_id: id('title'), text: plain(requestTitle(dossier), limits.header) },
    ...(look.isRehearsal ? [banner(REHEARSAL, id('rehearsal'))] : []),
    ...(isRepeat ? [banner(REPEAT, id('repeat'))] : []),
    ...(because === null ? [] : [banner(REPOSTED, id('reposted'))]),
    richBlock(id('state'), ...stateWords(dossier, look.pause)),
    ...(held.length === 0 ? [] : [richBlock(id('pause'), ...held)]),
    richBlock(id('effect'), effectWords(request), ...(wanted === null ? [] : [wanted]), ...subjects),
    ...(grave.length === 0 ? [] : [richBlock(id('grave'), ...grave)]),
    ...(unheld.length === 0 ? [] : [richBlock(id('unheld'), ...unheld)]),
    ...(warnings.length === 0 ? [] : [richBlock(id('offline'), ...warnings)]),
    ...(isForSeveral ? machineLines(dossier, id, look) : runs.flatMap((run) => machineBlocks(run, id, look))),
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

/** All machines by name, where the title has room for one. */
const namesTogether = ({ runs }: Dossier): readonly Phrase[] => {
  if (runs.length < 2) return [];
  const names = byMachine(runs).map(({ machine }) => shown(machine.name));
  return [[`${names.length} machines: ${cut(names.join(', '), LONGEST_NAMES)}`]];
};

const textOf = ({ dossier, isRepeat, because, look }: CardFacts): string => {
  const { request } = dossier;
  const wanted = wantedForWords(dossier);
  const lines: readonly Phrase[] = [
    [requestTitle(dossier)],
    ...(look.isRehearsal ? [[REHEARSAL]] : []),
    ...(isRepeat ? [[REPEAT]] : []),
    ...(because === null ? [] : [[REPOSTED]]),
    ...stateWords(dossier, look.pause),
    ...heldBackWords(dossier, look.pause),
    ...gravityWords(dossier),
    ...nothingHeldWords(dossier),
    ...offlineWarnings(dossier),
    effectWords(request),
    ...(wanted === null ? [] : [wanted]),
    ...namesTogether(dossier),
    ...policyLines(request.terms),
    [`Request ${request.id} by ${shown(request.requestor.name)}: “${request.comment}”`],
  ];
  return cutEscaped(lines.map(spoken).join('\n'), limits.text);
};

/** The one message of a request, drawn from stored state. */
export const cardMessage = (facts: CardFacts): Message => ({ text: textOf(facts), blocks: blocksOf(facts) });
