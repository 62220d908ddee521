import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BotProcess } from './bot-process';
import { POLICY } from './crowd';
import type { RequestSeen } from './evidence';
import { isOver } from './hands';
import type { Stage } from './points';
import type { Complaint } from './complaint';

/** Where a process is frozen with SIGSTOP, on its way to the one call. */
export const FREEZE_AT = {
  /** Everything is checked; only the bytes have not gone out. */
  'before the write': 'defender POST restrictCodeExecution › before',
  /** The run is claimed; whether it may still be sent is checked after this. */
  'before the last check': 'store commit: claimed › after',
} as const;

/** Longer than a claim (its call may begin for 5 s and take 2 s here) and the grace (1 s here) after it. */
export const FROZEN_MS = 9_500;

/** Restrictions are to be sent within less time than a process is frozen. */
export const IMPATIENT_POLICY = `${POLICY.replace('send_within: 15m', 'send_within: 6s')}`;

export interface Thawed {
  readonly request: RequestSeen;
  readonly complaints: readonly Complaint[];
  /** Calls that Defender got while the process was frozen, and afterwards. */
  readonly callsMeanwhile: number;
}

/** Whether the kernel says that a process is stopped. */
const isStopped = (pid: number): boolean => /\) T /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));

const struckOf = (lives: readonly BotProcess[]): BotProcess | undefined =>
  lives.find((life) => life.crossings().some(({ isStruck }) => isStruck));

/** Has a request approved, freezes whichever process is about to send it, lets it go on much later, and waits for the end. */
export const freezeAndThaw = async (stage: Stage, where: keyof typeof FREEZE_AT): Promise<Thawed> => {
  const { world, hands, evidence } = stage;
  const lives = world.replicas.map((replica) => replica.life());
  const scene = stage.scene();
  const requestId = await hands.ask({ ...scene, words: `restrict ${scene.machineId}` });
  if (requestId === null) throw new Error('no card came');
  const strike = { signal: 'SIGSTOP', name: FREEZE_AT[where], ordinal: 1 } as const;
  await Promise.all(lives.map((life) => life.order({ strike })));
  const card = evidence.newestCard(requestId);
  if (card === undefined) throw new Error('the card is gone');
  await hands.click(card, 'Approve', scene.approver);
  if (!(await hands.until(() => struckOf(lives) !== undefined, 15_000)))
    throw new Error(`nobody came by ${strike.name}`);
  const frozen = struckOf(lives);
  if (frozen === undefined || !isStopped(frozen.pid)) throw new Error('the process is not frozen');
  await Promise.all(lives.filter((life) => life !== frozen).map((life) => life.order({})));
  await sleep(FROZEN_MS);
  const callsMeanwhile = evidence.all().find(({ id }) => id === requestId)?.posts.length ?? 0;
  frozen.signal('SIGCONT');
  await hands.until(() => isOver(hands.stateOf(requestId)), 60_000);
  // A twin comes to light a little later than the end of the first.
  await sleep(3_000);
  const complaints = await stage.calm();
  const request = evidence.all().find(({ id }) => id === requestId);
  if (request === undefined) throw new Error('the request is gone');
  return { request, complaints, callsMeanwhile };
};
