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

const LONGEST_REASON = 1000;

const afterwards = ({ createdAt, endedAt }: Run): string =>
  createdAt === null || endedAt === null ? '' : ` after ${spellDuration(endedAt - createdAt)}`;

const starter = ({ adoptedFrom }: Run): string =>
  adoptedFrom === null ? '' : ` It was already running, started by ${shown(adoptedFrom)}.`;

const approvers = ({ reviews }: Dossier): string =>
  namesOf(reviews.filter((review) => review.decision === 'approved').map((review) => review.person));

const notSent = (run: Run, dossier: Dossier): Phrase => {
  const words = dossier.request.decision?.words ?? null;
  const because = words === null ? '' : ` ${cut(oneLine(words), LONGEST_REASON)}`;
  switch (run.trouble) {
    case 'rehearsal':
      return [{ strong: 'Rehearsal: not sent.' }, ' Here Twokey would have called Defender.'];
    case 'send-by':
      return [{ strong: 'Not sent:' }, ' approved, but it could not be sent in time. It needs approval again.'];
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

const unsettled = (run: Run): Phrase =>
  run.machineActionId === null
    ? [{ strong: 'Not known:' }, ' it may or may not have reached Defender. Look in the Defender portal.']
    : [
        { strong: 'Not known how it ended:' },
        ` Defender reported no end in ${spellDuration(FOLLOW_FOR_MS)}. Look in the Defender portal.`,
      ];

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
    case 'not_sent':
      return notSent(run, dossier);
  }
};

const runStates = (dossier: Dossier, pause: Pause | null): readonly Phrase[] => {
  const { runs } = dossier;
  if (runs.length < 2) return runs.map((run) => runState(run, dossier, pause));
  return runs.map((run) => [`${shown(run.machine.name)}: `, ...runState(run, dossier, pause)]);
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

/** Where a request stands, in words: one paragraph, or one for each of several machines. Null: nothing is paused. */
export const stateWords = (dossier: Dossier, pause: Pause | null = null): readonly Phrase[] => {
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
      return [
        [{ strong: `Denied${by}:` }, ` ${cut(oneLine(request.decision?.words ?? 'no reason kept'), LONGEST_REASON)}`],
      ];
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
  request.status !== 'pending' && runs.every((run) => isOver(run) || run.status === 'unsettled');
