import { startStage } from '../../torture/points';
import type { Complaint } from '../../torture/complaint';

/** Bugs that are put in on purpose, and what the verdict must say of each. */
const SABOTAGE = [
  { bug: 'lift beside defender POST restrictCodeExecution', kind: 'doubled' },
  { bug: 'swallow commit asked', kind: 'unheard' },
  { bug: 'swallow commit approved', kind: 'unheard' },
  { bug: 'forget 4 write insert post', kind: 'untold' },
] as const;

describe('the verdict does not pass by accident: it finds', () => {
  const found = new Map<string, readonly Complaint['kind'][]>();

  /** A request whose card is clicked once: whoever tries again may cover up what was lost. */
  const play = async (bug: string): Promise<void> => {
    const stage = await startStage({ database: 'sqlite', replicas: 1 });
    const { world, hands, evidence } = stage;
    try {
      await world.replicas[0]?.start({ sabotage: bug }).ready;
      const scene = stage.scene();
      const asked = hands.ask({ ...scene, words: `restrict ${scene.machineId}` });
      const requestId = await Promise.race([asked, hands.until(() => false, 4_000)]);
      const card = typeof requestId === 'string' ? evidence.newestCard(requestId) : undefined;
      if (card !== undefined) await hands.click(card, 'Approve', scene.approver);
      await hands.until(() => false, 4_000);
      const complaints = await stage.calm(0);
      found.set(
        bug,
        complaints.map(({ kind }) => kind),
      );
    } finally {
      hands.giveUp();
      await world.stop();
    }
  };
  beforeAll(async () => {
    await Promise.all(SABOTAGE.map(({ bug }) => play(bug)));
  }, 60_000);

  test.each(SABOTAGE)('$bug, as something $kind', ({ bug, kind }) => {
    expect(found.get(bug)).toContain(kind);
  });
});
