import type { LoggedEvent } from '../../domain/event';
import { spellDuration } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import { isHeldBack } from '../../domain/sending';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import type { Look } from '../look';
import { answerWords, askAgainWords, oneClickWords } from './ask-again-words';
import { containmentOverWords, liftsSoonWords } from './containment-words';
import {
  adoptedWords,
  delayedWords,
  doubtfulWords,
  laneBusyWords,
  obstructedWords,
  provedUnsentWords,
  sentWords,
  turnedDownWords,
  unsettledWords,
} from './dispatch-words';
import { endingWords } from './ending-words';
import { escalatedWords } from './escalation-words';
import { shown } from './names';
import { notSentWords } from './not-sent-words';
import { remindedWords } from './reminder-words';
import { foundAfterSettlingWords, foundByPersonWords, settledWords } from './settle-words';
import { REHEARSAL } from './standing-words';
import { summaryWords } from './summary-words';

const LONGEST_REASON = 1000;

const endedOtherwise: ReadonlySet<string> = new Set(['Succeeded', 'Failed', 'TimeOut']);

const onlyRun = ({ runs }: Dossier) => (runs.length === 1 ? (runs[0] ?? null) : null);

const sentNext = ({ runs }: Dossier, { isRehearsal, pause }: Look): string => {
  if (isRehearsal) return REHEARSAL;
  // A note may come late, when a pause that came after it was sent is no news of it.
  const isHeld = pause !== null && isHeldBack(runs);
  return isHeld ? 'It goes to Defender when sending is resumed.' : 'It goes to Defender next.';
};

/** When a twin is cancelled: a pause holds that back too. */
const whenCancelled = ({ pause }: Look): string => (pause === null ? '' : ' when sending is resumed');

/** What one event says in the thread; null for what is not told. */
export const noteWords = (event: LoggedEvent, dossier: Dossier, look: Look): Phrase | null => {
  const { happening } = event;
  const run = dossier.runs.find(({ id }) => id === event.runId) ?? onlyRun(dossier);
  const actor = event.actor === null ? 'Twokey' : shown(event.actor.name);
  switch (happening.kind) {
    case 'approved': {
      const { given, needed } = happening;
      const next = given < needed ? 'It waits for more.' : sentNext(dossier, look);
      return [{ strong: `Approved by ${actor}` }, `: ${given} of ${needed} given. ${next}`];
    }
    case 'denied':
      return [
        { strong: `Denied by ${actor}` },
        `: “${cut(oneLine(happening.words), LONGEST_REASON)}”\nNothing was sent to Defender.`,
        ...answerWords(dossier),
      ];
    case 'withdrawn':
      return [{ strong: `Withdrawn by ${actor}` }, '. Nothing was sent to Defender.'];
    case 'expired':
      return [
        { strong: 'Expired' },
        `: ${happening.given} of ${happening.needed} approvals were given in time. Nothing was sent to Defender. If it is still needed, `,
        ...oneClickWords(dossier),
        ...askAgainWords(dossier, run),
        '.',
      ];
    case 'asked-again':
      return [{ strong: `Asked again by ${actor}` }, `: request ${shown(happening.as)} has its own card.`];
    case 'card-undeliverable':
      return [
        { strong: 'Not asked' },
        ': Slack did not take the card (',
        { code: shown(happening.code) },
        '), so nobody could approve it. Nothing was sent to Defender. If it is still needed, ',
        ...askAgainWords(dossier, run),
        '.',
      ];
    case 'escalated':
      return escalatedWords(happening, dossier);
    case 'reminded':
      return remindedWords(happening, dossier);
    case 'sent':
      return sentWords(happening, run);
    case 'adopted':
      return adoptedWords(happening, run);
    case 'delayed':
      return delayedWords(happening, dossier);
    case 'obstructed':
      return obstructedWords(happening, run);
    case 'lane-busy':
      return laneBusyWords(happening, run);
    case 'doubtful':
      return doubtfulWords(happening);
    case 'proved-unsent':
      return provedUnsentWords(happening);
    case 'not-sent':
      return notSentWords(happening, dossier, run);
    case 'turned-down':
      return turnedDownWords(happening, dossier, run);
    case 'status':
      return [
        'Machine Action ',
        { code: shown(happening.machineActionId) },
        run === null ? ': ' : ` on ${shown(run.machine.name)}: `,
        { strong: shown(happening.status) },
        ` after ${spellDuration(happening.elapsedMs)}.`,
      ];
    case 'ended':
      return endingWords(happening, dossier, run);
    case 'containment-over':
      return containmentOverWords(happening, dossier);
    case 'lifts-soon':
      return liftsSoonWords(happening, dossier, look);
    case 'unsettled':
      return unsettledWords(happening, dossier, run, look.portalLink);
    case 'settled-by-person':
      return settledWords(happening, actor, dossier, run);
    case 'found-by-person':
      return foundByPersonWords(happening, actor, run);
    case 'found-after-settling':
      return foundAfterSettlingWords(happening, dossier, run);
    case 'twin-found':
      if (happening.keptId === null) {
        return [
          { strong: 'Sent after all: ' },
          'a call that had been given up as lost reached Defender late, as Machine Action ',
          { code: shown(happening.twinId) },
          `. Twokey cancels it${whenCancelled(look)}.`,
        ];
      }
      return [
        { strong: 'Sent twice: ' },
        'Defender holds two Machine Actions of this one request. Twokey keeps ',
        { code: shown(happening.keptId) },
        ' and cancels ',
        { code: shown(happening.twinId) },
        `${whenCancelled(look)}.`,
      ];
    case 'twin-cancelled':
      return [
        'The second Machine Action ',
        { code: shown(happening.twinId) },
        ': ',
        { strong: shown(happening.status) },
        endedOtherwise.has(happening.status) ? '. It came to this end before it could be cancelled.' : '.',
      ];
    case 'summary':
      return summaryWords(happening, dossier);
    case 'asked':
    case 'ask-refused':
    case 'limited':
    case 'not-reminded':
    case 'paused':
    case 'resume-asked':
    case 'resumed':
    case 'policy-in-force':
    case 'sealed':
    case 'segment-removed':
    case 'set-back':
    case 'subscribed':
    case 'unsubscribed':
    case 'card-gone':
    case 'card-posted':
    case 'refused':
    case 'claimed':
    case 'late-answer':
    case 'package-link':
      return null;
  }
};
