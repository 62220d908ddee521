import type { Hands } from './hands';
import { isOver } from './hands';
import type { World } from './world';

/** What a scenario plays with: people and a machine that no other trial uses at the same time. */
export interface Scene {
  readonly world: World;
  readonly hands: Hands;
  readonly number: number;
  readonly asker: string;
  readonly approver: string;
  readonly other: string;
  readonly channel: string;
  readonly machineId: string;
}

/** Plays its part to the end, through whatever deaths. */
export type Scenario = (scene: Scene) => Promise<void>;

const END_MS = 60_000;

const asked = async ({ hands, number, asker, channel }: Scene, words: string, offset = 0): Promise<string> => {
  const requestId = await hands.ask({ asker, channel, words, number: number + offset });
  if (requestId === null) throw new Error('nobody waits any more');
  return requestId;
};

const end = ({ hands }: Scene, requestId: string): Promise<boolean> =>
  hands.until(() => isOver(hands.stateOf(requestId)), END_MS);

const approve = ({ hands, approver }: Scene, requestId: string): Promise<void> =>
  hands.decide(requestId, (card) => hands.click(card, 'Approve', approver));

const cancelled: Scenario = async (scene) => {
  const { hands, machineId } = scene;
  const requestId = await asked(scene, `isolate ${machineId} full`);
  await approve(scene, requestId);
  await hands.until(() => hands.stateOf(requestId).includes('Running:'), END_MS);
  const cancelId = await asked(scene, `cancel ${requestId}`, CANCEL_OFFSET);
  await approve(scene, cancelId);
  await Promise.all([end(scene, requestId), end(scene, cancelId)]);
};

/** The other half of a scenario needs a number of its own for its comment. */
const CANCEL_OFFSET = 500_000;

const pausedAndResumed: Scenario = async (scene) => {
  const { hands, machineId, approver, other, channel } = scene;
  const requestId = await asked(scene, `restrict ${machineId}`);
  // The card itself says so: what was typed is typed again until it does.
  while (!hands.stateOf(requestId).includes('Sending to Defender is paused') && !hands.hasGivenUp()) {
    await hands.type(approver, channel, 'pause an exercise');
    await hands.until(() => hands.stateOf(requestId).includes('Sending to Defender is paused'), 4_000);
  }
  await approve(scene, requestId);
  while (!isOver(hands.stateOf(requestId)) && !hands.hasGivenUp()) {
    for (const by of [approver, other]) await hands.type(by, channel, 'resume');
    await hands.until(() => isOver(hands.stateOf(requestId)), 4_000);
  }
};

/** Every way that the main job may go. */
export const scenarios = {
  approved: async (scene) => {
    const requestId = await asked(scene, `restrict ${scene.machineId}`);
    await approve(scene, requestId);
    await end(scene, requestId);
  },
  denied: async (scene) => {
    const { hands, machineId, approver } = scene;
    const requestId = await asked(scene, `restrict ${machineId}`);
    await hands.decide(requestId, (card) => hands.deny(card, approver, requestId));
  },
  withdrawn: async (scene) => {
    const { hands, machineId, asker } = scene;
    const requestId = await asked(scene, `restrict ${machineId}`);
    await hands.decide(requestId, (card) => hands.click(card, 'Withdraw', asker));
  },
  expired: async (scene) => {
    const requestId = await asked(scene, `scan ${scene.machineId} quick`);
    await end(scene, requestId);
  },
  cancelled,
  'paused and resumed': pausedAndResumed,
} as const satisfies Readonly<Record<string, Scenario>>;

export type ScenarioName = keyof typeof scenarios;
export const scenarioNames: readonly ScenarioName[] = [
  'approved',
  'denied',
  'withdrawn',
  'expired',
  'cancelled',
  'paused and resumed',
];

/** What the scenarios ask of the policy beside the usual: scans expire soon. */
export const SCENARIO_RULES = `rules:
  - name: Now or never
    when: { actions: [scan] }
    expires_in: 4s
`;
