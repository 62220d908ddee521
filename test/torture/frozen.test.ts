import { type FREEZE_AT, freezeAndThaw, IMPATIENT_POLICY, type Thawed } from '../../torture/frozen';
import { startStage } from '../../torture/points';

/** Each in a world of its own, all at once: most of the time is spent frozen. */
const TRIALS = {
  'before the write': { where: 'before the write' },
  'before the last check, too long to be sent at all': { where: 'before the last check', policy: IMPATIENT_POLICY },
  'before the last check': { where: 'before the last check' },
} as const satisfies Readonly<Record<string, { readonly where: keyof typeof FREEZE_AT; readonly policy?: string }>>;

type Name = keyof typeof TRIALS;

describe('a process that is frozen on its way to the one call, and goes on when its claim and the grace are over,', () => {
  const thawed = new Map<string, Thawed & { readonly record: string }>();

  const thaw = async (name: Name): Promise<void> => {
    const { where, ...more } = TRIALS[name];
    const stage = await startStage({ database: 'sqlite', replicas: 1, ...more });
    try {
      await stage.world.replicas[0]?.start().ready;
      const result = await freezeAndThaw(stage, where);
      await stage.world.stopBots();
      thawed.set(name, { ...result, record: (await stage.world.verifyRecord()).output });
    } finally {
      stage.hands.giveUp();
      await stage.world.stop();
    }
  };
  beforeAll(async () => {
    await Promise.all((Object.keys(TRIALS) as Name[]).map(thaw));
  }, 100_000);

  const requestOf = (name: Name) => {
    const found = thawed.get(name);
    if (found === undefined) throw new Error(`nothing came of ${name}`);
    expect(found.complaints).toEqual([]);
    expect(found.callsMeanwhile).toBe(0);
    expect(found.record).toContain('Whole: ');
    return found.request;
  };

  test('makes one Machine Action when it was frozen before the write, and finds it again', () => {
    const { actions, posts } = requestOf('before the write');
    expect(actions.map(({ status }) => status)).toEqual(['Succeeded']);
    expect(posts).toHaveLength(1);
  });

  test('makes no call at all when the time to be sent was over by then, and says so', () => {
    const { actions, posts, cards } = requestOf('before the last check, too long to be sent at all');
    expect(posts).toEqual([]);
    expect(actions).toEqual([]);
    const said = cards.flatMap(({ thread }) => thread).join('\n');
    expect(said).toContain('Not sent: approved, but could not be sent in time');
  });

  test('drops the old claim and makes the call with a new one when there is time left', () => {
    const { actions, posts } = requestOf('before the last check');
    expect(actions.map(({ status, requestorComment }) => [status, requestorComment?.split(' ')[1]])).toEqual([
      ['Succeeded', expect.stringMatching(/\/2\]$/)],
    ]);
    expect(posts).toHaveLength(1);
  });
});
