import { isBlank } from '../../domain/comment';
import type { Happening } from '../../domain/event';
import { spellDuration } from '../../domain/instant';
import { isKnownStatus } from '../../domain/machine-action';
import { requestIn, withoutMark } from '../../domain/mark';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { cut, oneLine } from '../block-kit/text';
import { askAgainWords, oneClickWords } from './ask-again-words';
import { lastingWords } from './effect-words';
import { shown } from './names';

type Ended = Extract<Happening, { readonly kind: 'ended' }>;

const LONGEST_COMMENT = 500;

/** Windows writes error codes as 32 bits in hex, and Defender sends them signed. */
export const hexResult = (hResult: number): string =>
  `0x${(hResult >>> 0).toString(16).toUpperCase().padStart(8, '0')}`;

const errorWords = (hResult: number | null): Phrase =>
  hResult === null || hResult === 0 ? [] : [' Its error code is ', { code: hexResult(hResult) }, '.'];

const cancellerWords = (comment: string | null): Phrase => {
  if (comment === null || isBlank(comment)) return [' Defender does not say by whom.'];
  const requestId = requestIn(comment);
  const said = `“${cut(oneLine(withoutMark(comment)), LONGEST_COMMENT)}”`;
  return requestId === null
    ? [` The cancellation says: ${said}`]
    : [` It was cancelled by request ${requestId}: ${said}`];
};

const meaning = (ended: Ended, dossier: Dossier, run: Run | null): Phrase => {
  if (!isKnownStatus(ended.status)) return [];
  switch (ended.status) {
    case 'Succeeded':
      return [' The machine reported that it is done.', ...lastingWords(dossier, run)];
    case 'Failed':
      return [
        ' The machine or Defender could not carry it out.',
        ...errorWords(ended.errorHResult),
        ' If it is still needed, ',
        ...oneClickWords(dossier),
        ...askAgainWords(dossier, run),
        '.',
      ];
    case 'TimeOut':
      return [
        ' Defender gave up: the machine did not pick it up in about 3 days. Nothing will happen any more; if it is still needed, ',
        ...oneClickWords(dossier),
        ...askAgainWords(dossier, run),
        '.',
      ];
    case 'Cancelled':
      return cancellerWords(ended.cancelledBy);
    case 'Pending':
    case 'InProgress':
      return [];
  }
};

const cancellation = (ended: Ended): Phrase =>
  ended.status === 'Cancelled'
    ? [' It is cancelled, as this request asked.']
    : [' It came to this end before it could be cancelled.', ...errorWords(ended.errorHResult)];

/** How a Machine Action ended, told as what it is. */
export const endingWords = (ended: Ended, dossier: Dossier, run: Run | null): Phrase => [
  'Machine Action ',
  { code: shown(ended.machineActionId) },
  run === null ? ': ' : ` on ${shown(run.machine.name)}: `,
  { strong: shown(ended.status) },
  ` after ${spellDuration(ended.elapsedMs)}.`,
  ...(run !== null && run.subject !== null ? cancellation(ended) : meaning(ended, dossier, run)),
  ...(run !== null && run.adoptedFrom !== null ? [` It was started by ${shown(run.adoptedFrom)}, not by Twokey.`] : []),
];
