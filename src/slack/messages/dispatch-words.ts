import { actionOf } from '../../domain/catalogue';
import type { Happening } from '../../domain/event';
import type { Instant } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { askAgainWords } from './ask-again-words';
import { faultWords, permissionWords } from './fault-words';
import { shown } from './names';

type Of<K extends Happening['kind']> = Extract<Happening, { readonly kind: K }>;

const on = (run: Run | null): string => (run === null ? '' : ` on ${shown(run.machine.name)}`);

const permissionsOf = ({ request }: Dossier): readonly string[] => actionOf(request.verb).permissions;

/** Defender has taken the action. */
export const sentWords = (sent: Of<'sent'>, run: Run | null): Phrase => [
  ...(sent.isRecovered
    ? ["Twokey recovered: it did not have Defender's answer, asked Defender, and found that the action had arrived. "]
    : []),
  run !== null && run.subject !== null
    ? 'Defender took the cancellation of Machine Action '
    : 'Sent to Defender: Machine Action ',
  { code: shown(sent.machineActionId) },
  `${on(run)}: `,
  { strong: shown(sent.status) },
  '.',
];

/** Somebody else's Machine Action does the same already. */
export const adoptedWords = (adopted: Of<'adopted'>, run: Run | null): Phrase => [
  { strong: `Already running, started by ${shown(adopted.startedBy)}` },
  ': Machine Action ',
  { code: shown(adopted.machineActionId) },
  `${on(run)}: `,
  { strong: shown(adopted.status) },
  '. It is not ours; Twokey follows it and tells how it ends.',
];

const retryWords = (retryAt: Instant, sendBy: Instant): Phrase =>
  retryAt < sendBy
    ? [
        ' Twokey tries again at ',
        { date: retryAt },
        ', and until ',
        { date: sendBy },
        '; after that it needs approval again.',
      ]
    : [' The next try would come too late: after ', { date: sendBy }, ' it needs approval again.'];

/** It was not sent yet, and is tried again. */
export const delayedWords = (delayed: Of<'delayed'>, dossier: Dossier): Phrase => [
  { strong: 'Not sent yet. ' },
  ...faultWords(delayed.fault),
  ...permissionWords(delayed.fault, permissionsOf(dossier)),
  ...retryWords(delayed.retryAt, delayed.sendBy),
];

/** Another Machine Action has to end first. */
export const obstructedWords = (obstructed: Of<'obstructed'>, run: Run | null): Phrase => [
  { strong: 'Not sent yet. ' },
  `${shown(obstructed.type)} is open${on(run)}: Machine Action `,
  { code: shown(obstructed.machineActionId) },
  ', ',
  { strong: shown(obstructed.status) },
  '. Twokey waits for its end until ',
  { date: obstructed.sendBy },
  '; after that this needs approval again.',
];

/** Another run of ours is at the same machine. */
export const laneBusyWords = ({ sendBy }: Of<'lane-busy'>, run: Run | null): Phrase => [
  { strong: 'Not sent yet. ' },
  `Another request${on(run)} is being handed to Defender. Twokey waits for that until `,
  { date: sendBy },
  '; after that this needs approval again.',
];

/** The answer was lost. */
export const doubtfulWords = (doubtful: Of<'doubtful'>): Phrase => [
  { strong: 'Not known yet whether it reached Defender. ' },
  ...faultWords(doubtful.fault),
  ' Twokey asks Defender whether the action arrived, and sends nothing again before it knows.',
];

/** The lost answer turned out to be a call that never arrived. */
export const provedUnsentWords = ({ attempt }: Of<'proved-unsent'>): Phrase => [
  `Attempt ${attempt} did not reach Defender: two complete look-ups found no trace of it. Twokey sends it again.`,
];

/** Defender said no. */
export const turnedDownWords = (down: Of<'turned-down'>, dossier: Dossier, run: Run | null): Phrase => {
  const cure = permissionWords(down.fault, permissionsOf(dossier));
  return [
    { strong: 'Failed: refused, so nothing was done. ' },
    ...faultWords(down.fault),
    ...cure,
    ` Twokey has stopped; ${cure.length === 0 ? 'when the cause is cured' : 'after that'}, `,
    ...askAgainWords(dossier, run),
    '.',
  ];
};

/** Nobody can say what became of it. */
export const unsettledWords = (
  { why }: Of<'unsettled'>,
  dossier: Dossier,
  run: Run | null,
  portalLink: (machineId: string) => string,
): Phrase => {
  const portal: Phrase =
    run === null
      ? ['the Defender portal']
      : [{ url: portalLink(run.machine.id), words: `the Defender portal, at ${shown(run.machine.name)}` }];
  if (why === 'lost-sight') {
    return [
      { strong: 'Not known how it ended. ' },
      'Defender reported no end of Machine Action ',
      { code: shown(run?.machineActionId ?? 'unknown') },
      ' while Twokey followed it, and Twokey looks no longer. Look in ',
      ...portal,
      '.',
    ];
  }
  return [
    { strong: 'Not known whether it reached Defender. ' },
    'Twokey did not find it there, and its time to be sent is over, so Twokey sends nothing more. Look in ',
    ...portal,
    '. If it is not there and still needed, ',
    ...askAgainWords(dossier, run),
    '.',
  ];
};
