import { type Figures, noFigures } from './figures';
import { countRequests } from './count-requests';
import { type FREEZE_AT, freezeAndThaw, IMPATIENT_POLICY } from './frozen';
import { startStage } from './points';
import type { WorldOptions } from './world';

const TRIALS = [
  { name: 'before the write', where: 'before the write' },
  { name: 'before the last check', where: 'before the last check' },
  { name: 'before the last check, too long to be sent', where: 'before the last check', policy: IMPATIENT_POLICY },
] as const satisfies readonly {
  readonly name: string;
  readonly where: keyof typeof FREEZE_AT;
  readonly policy?: string;
}[];

type Trial = (typeof TRIALS)[number];

/** Freezes processes on their way to the call, each time in a world of its own; `told` hears what Defender got. */
export const tortureFrozen = async (options: {
  readonly seed: number;
  readonly world: Pick<WorldOptions, 'database' | 'replicas'>;
  readonly told: (line: string) => void;
}): Promise<Figures> => {
  const figures = noFigures();
  const trial = async ({ name, where, ...more }: Trial, index: number): Promise<void> => {
    const stage = await startStage({ ...options.world, ...more });
    try {
      await Promise.all(stage.world.replicas.map((replica) => replica.start().ready));
      const { request, complaints } = await freezeAndThaw(stage, where);
      await stage.world.stopBots();
      const record = await stage.world.verifyRecord();
      const broken =
        record.code === 0 ? [] : [{ kind: 'unruly' as const, requestId: null, says: record.output.slice(-500) }];
      const late = request.posts.length > 0 && name.includes('too long');
      const called = late ? [{ kind: 'unapproved' as const, requestId: request.id, says: 'it was sent too late' }] : [];
      for (const complaint of [...complaints, ...broken, ...called]) {
        figures.complaints.push({ ...complaint, seed: options.seed, world: index });
      }
      countRequests(figures, [request]);
      const actions = request.actions.map(({ id, status }) => `${id} ${status}`).join(', ');
      options.told(`frozen ${name}: ${request.posts.length} call(s), Machine Actions: ${actions || 'none'}`);
    } finally {
      stage.hands.giveUp();
      await stage.world.stop();
    }
  };
  await Promise.all(TRIALS.map(trial));
  return figures;
};
