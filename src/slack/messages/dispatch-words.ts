import { actionOf } from '../../domain/catalogue';
import type { Happening, OpenAction } from '../../domain/event';
import { type Instant, spellDuration } from '../../domain/instant';
import type { Dossier } from '../../domain/reviewing';
import type { Run } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { askAgainWords, oneClickWords } from './ask-again-words';
import { faultWords, permissionWords } from './fault-words';
import { typeWords } from './machine-action-words';
import { shown } from './names';
import { howToSettle } from './settle-words';

type Of<K extends Happening['kind']> = Extract<Happening, { readonly kind: K }>;

const on = (run: Run | null): string => (run === null ? '' : ` on ${shown(run.machine.name)}`);

const permissionsOf = ({ request }: Dossier): readonly string[] => actionOf(request.verb).permissions;

const laterWords = (afterMs: number | null): string =>
  afterMs === null || afterMs < 1_000 ? '' : `, ${spellDuration(afterMs)} later`;

/** That it came about otherwise than by an answer, and how long that took where it was noticeable. */
const recoveryWords = ({ isRecovered, recovery }: Of<'sent'>): Phrase => {
  if (!isRecovered) {
    const afterMs = recovery?.afterMs ?? null;
    if (recovery === null || recovery === undefined || afterMs === null) return [];
    return [`Twokey recovered after a restart: this was sent ${spellDuration(afterMs)} after its approval. `];
  }
  const asked = 'asked Defender, and found that the action had arrived. ';
  if (recovery === undefined) return [`Twokey recovered: it did not have Defender's answer, ${asked}`];
  if (recovery === null) return [`Twokey ${asked}`];
  const since = recovery.since === 'restart' ? ' after a restart' : '';
  return [`Twokey recovered${since}${laterWords(recovery.afterMs)}: it did not have Defender's answer, ${asked}`];
};

/** Defender has taken the action. */
export const sentWords = (sent: Of<'sent'>, run: Run | null): Phrase => [
  ...recoveryWords(sent),
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

const openWords = ({ type, machineActionId, status }: Omit<OpenAction, 'requestId'>): Phrase => [
  `${typeWords(type)}: Machine Action `,
  { code: shown(machineActionId) },
  ', ',
  { strong: shown(status) },
];

/** How to be rid of what hangs: ours by a request of its own, somebody else's only there. */
const cancelWords = (all: readonly OpenAction[]): Phrase => {
  const [ours] = all.flatMap(({ requestId }) => requestId ?? []);
  return [
    ` If ${all.length > 1 ? 'one of them' : 'it'} hangs, it can be cancelled`,
    ...(ours === undefined ? [] : [': ', { code: `/defender cancel ${shown(ours)}` }, ', or']),
    ' in the Defender portal.',
  ];
};

/** Other Machine Actions have to end first. */
export const obstructedWords = (obstructed: Of<'obstructed'>, run: Run | null): Phrase => {
  const { machineActionId, type, status, all = [], sendBy } = obstructed;
  const first: Phrase =
    all.length > 1
      ? [
          `${all.length} Machine Actions are open${on(run)} that must end first. `,
          ...all.flatMap((one) => [...openWords(one), '. ']),
          'Twokey waits for the end of all of them until ',
        ]
      : [
          `${typeWords(type)} is open${on(run)}: Machine Action `,
          { code: shown(machineActionId) },
          ', ',
          { strong: shown(status) },
          '. Twokey waits for its end until ',
        ];
  return [
    { strong: 'Not sent yet. ' },
    ...first,
    { date: sendBy },
    '; after that this needs approval again.',
    ...(all.length === 0 ? [] : cancelWords(all)),
  ];
};

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
    ...oneClickWords(dossier),
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
      ...howToSettle(dossier, run),
    ];
  }
  return [
    { strong: 'Not known whether it reached Defender. ' },
    'Twokey did not find it there, and its time to be sent is over, so Twokey sends nothing more. Look in ',
    ...portal,
    '. If it is not there and still needed, ',
    ...askAgainWords(dossier, run),
    '.',
    ...howToSettle(dossier, run),
  ];
};
