import { canBeAskedAgain, needsOtherWords, runsToAskAgain } from '../../domain/asking-again';
import { spellDuration } from '../../domain/instant';
import { approvalsGiven } from '../../domain/request';
import type { Dossier } from '../../domain/reviewing';
import { isOver, type Run } from '../../domain/run';
import type { Pause } from '../../domain/sending';
import { FOLLOW_FOR_MS } from '../../domain/tracking';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { calledWords } from './escalation-words';
import { namesOf, shown } from './names';
import { countsOf } from './run-words';
import { outcomeSaid } from './settle-words';

const LONGEST_REASON = 1000;

/** What a person wrote stands apart from what Twokey says. */
const quoted = (words: string | null): string =>
  words === null ? 'no reason kept.' : `“${cut(oneLine(words), LONGEST_REASON)}”`;

const afterwards = ({ createdAt, endedAt }: Run): string =>
  createdAt === null || endedAt === null ? '' : ` after ${spellDuration(endedAt - createdAt)}`;

const starter = ({ adoptedFrom }: Run): string =>
  adoptedFrom === null ? '' : ` It was already running, started by ${shown(adoptedFrom)}.`;

const approvers = ({ reviews }: Dossier): string =>
  namesOf(reviews.filter((review) => review.decision === 'approved').map((review) => review.person));

/** That it was asked again, or that its requestor can do so with one click; null where neither is so. */
const againWords = (dossier: Dossier): string | null => {
  if (dossier.againAs !== null) return `It was asked again: request ${shown(dossier.againAs)}.`;
  if (!canBeAskedAgain(dossier)) return null;
  const name = shown(dossier.request.requestor.name);
  if (needsOtherWords(dossier)) return `${name} can press Ask again, and say more.`;
  const isForSome = runsToAskAgain(dossier).length < dossier.runs.length;
  return `${name} can press Ask again${isForSome ? ' for just those that did not succeed' : ''}.`;
};

/** The same behind what it is about, or below it where that is several paragraphs. */
const withAgain = (said: readonly Phrase[], dossier: Dossier): readonly Phrase[] => {
  const again = againWords(dossier);
  if (again === null) return said;
  return said.length === 1 ? said.map((phrase) => [...phrase, ` ${again}`]) : [...said, [again]];
};

const notSent = (run: Run, dossier: Dossier): Phrase => {
  const words = dossier.request.decision?.words ?? null;
  const because = words === null ? '' : ` ${cut(oneLine(words), LONGEST_REASON)}`;
  switch (run.trouble) {
    case 'rehearsal':
      return [{ strong: 'Rehearsal: not sent.' }, ' Here Twokey would have called Defender.'];
    case 'send-by':
      return [
        { strong: 'Not sent:' },
        ` approved, but it could not be sent in time.${because} It needs approval again.`,
      ];
    case 'stricter':
      return [{ strong: 'Not sent:' }, ` its approval is not enough any more.${because}`];
    case 'not-allowed':
      return [{ strong: 'Not sent:' }, ` it is not allowed any more.${because}`];
    default:
      return [{ strong: 'Not sent.' }, because];
  }
};

const failed = (run: Run): Phrase => {
  if (run.fault !== null && run.machineActionId === null) {
    return [
      { strong: 'Failed:' },
      ` ${run.fault.system} refused it: “${cut(oneLine(run.fault.says), LONGEST_REASON)}”`,
    ];
  }
  if (run.subject !== null) {
    return [{ strong: 'Not cancelled:' }, ` the Machine Action ended as ${run.defenderStatus ?? 'unknown'} first.`];
  }
  return [{ strong: `Failed${afterwards(run)}:` }, ` Defender could not carry it out.${starter(run)}`];
};

const unsettled = (run: Run): Phrase => {
  const look: Phrase = [
    ' Look in the Defender portal, then settle it with ',
    { code: `/defender settle ${run.requestId}` },
    '.',
  ];
  return run.machineActionId === null
    ? [{ strong: 'Not known:' }, ' it may or may not have reached Defender.', ...look]
    : [{ strong: 'Not known how it ended:' }, ` Defender reported no end in ${spellDuration(FOLLOW_FOR_MS)}.`, ...look];
};

const settled = ({ settlement }: Run): Phrase =>
  settlement === null
    ? [{ strong: 'Settled by a person.' }]
    : [{ strong: `Settled by ${shown(settlement.by.name)}:` }, ` ${outcomeSaid(settlement.as)}.`];

const obstacle = (trouble: string): string => {
  if (trouble.startsWith('obstructed-by-')) return ' another Machine Action on the machine must end first.';
  return trouble === 'lane-busy'
    ? ' another request on the machine is being handed to Defender.'
    : ' Defender has not taken it yet.';
};

const waitingToBeSent = (run: Run, dossier: Dossier, pause: Pause | null): Phrase => {
  if (pause !== null) return [{ strong: `Approved by ${approvers(dossier)}, not sent: sending is paused` }];
  if (run.trouble === null) return [{ strong: `Approved by ${approvers(dossier)}, being sent` }];
  const until = dossier.request.sendBy;
  return [
    { strong: `Approved by ${approvers(dossier)}, not sent yet:` },
    obstacle(run.trouble),
    ...(until === null ? [] : [' Twokey keeps trying until ', { date: until }, '.']),
  ];
};

const runState = (run: Run, dossier: Dossier, pause: Pause | null): Phrase => {
  switch (run.status) {
    case 'waiting':
    case 'ready':
      return waitingToBeSent(run, dossier, pause);
    case 'dispatching':
      return run.trouble === null
        ? [{ strong: `Approved by ${approvers(dossier)}, being sent` }]
        : [{ strong: 'Not known yet whether it arrived:' }, " Defender's answer was lost; Twokey is asking Defender."];
    case 'dispatched':
      return [
        {
          strong: `${run.subject === null ? 'Running' : 'Being cancelled'}: ${oneLine(run.defenderStatus ?? 'no status yet')}`,
        },
        starter(run),
      ];
    case 'succeeded':
      return run.subject === null
        ? [{ strong: `Succeeded${afterwards(run)}` }, starter(run)]
        : [{ strong: 'Succeeded:' }, ' the Machine Action is Cancelled.'];
    case 'failed':
      return failed(run);
    case 'timed_out':
      return [
        { strong: `TimeOut${afterwards(run)}:` },
        ` the machine did not pick it up, and Defender gave up.${starter(run)}`,
      ];
    case 'cancelled':
      return [{ strong: `Cancelled${afterwards(run)}.` }, starter(run)];
    case 'unsettled':
      return unsettled(run);
    case 'settled':
      return settled(run);
    case 'not_sent':
      return notSent(run, dossier);
  }
};

/** Of several machines only how many are where: each has a line of its own on the card, and in the thread. */
const together = (dossier: Dossier, pause: Pause | null): Phrase => {
  const { request, runs } = dossier;
  const words = request.decision?.words ?? null;
  const isHeld = pause !== null && runs.some(({ status }) => status === 'ready');
  return [
    { strong: `Approved by ${approvers(dossier)}: ` },
    `${countsOf(runs.map(({ status }) => status))}.`,
    isHeld ? ' Sending is paused.' : '',
    request.status === 'expired' && words !== null ? ` ${cut(oneLine(words), LONGEST_REASON)}` : '',
  ];
};

const runStates = (dossier: Dossier, pause: Pause | null): readonly Phrase[] => {
  const { runs } = dossier;
  return runs.length > 1 ? [together(dossier, pause)] : runs.map((run) => runState(run, dossier, pause));
};

const expired = (dossier: Dossier): readonly Phrase[] => {
  const { request, reviews } = dossier;
  // Approved once and ended later: its runs know why.
  if (request.sendBy !== null) return runStates(dossier, null);
  if (request.decision?.words !== null && request.decision?.words !== undefined) {
    return [[{ strong: 'Not sent:' }, ` the card could not be posted (${oneLine(request.decision.words)}).`]];
  }
  const needed = request.terms.places.length;
  return [[{ strong: 'Expired:' }, ` ${approvalsGiven(reviews)} of ${needed} approvals were given in time.`]];
};

/** Where a request stands, in words. Null: nothing is paused. */
export const stateWords = (dossier: Dossier, pause: Pause | null = null): readonly Phrase[] =>
  withAgain(standing(dossier, pause), dossier);

const standing = (dossier: Dossier, pause: Pause | null): readonly Phrase[] => {
  const { request, reviews } = dossier;
  const by = request.decision?.by === null || request.decision === null ? '' : ` by ${shown(request.decision.by.name)}`;
  switch (request.status) {
    case 'pending':
      return [
        [
          { strong: `Waiting for approval: ${approvalsGiven(reviews)} of ${request.terms.places.length} given` },
          ...calledWords(dossier),
        ],
      ];
    case 'denied':
      return [[{ strong: `Denied${by}:` }, ` ${quoted(request.decision?.words ?? null)}`]];
    case 'withdrawn':
      return [[{ strong: `Withdrawn${by}.` }, ' Nothing was sent to Defender.']];
    case 'expired':
      return expired(dossier);
    case 'approved':
      return runStates(dossier, pause);
  }
};

/** Whether nothing will happen any more. */
export const isSettled = ({ request, runs }: Dossier): boolean =>
  request.status !== 'pending' &&
  runs.every((run) => isOver(run) || run.status === 'unsettled' || run.status === 'settled');
