import { createSpecialBudget } from '../../src/defender/budget/special-budget';
import { createPackageLink, PACKAGE_LIMITS } from '../../src/defender/package-link';
import type { Found } from '../../src/defender/read';
import { Fault } from '../../src/domain/fault';
import { createFakeClock } from '../flow/fake-clock';
import { memoryCalls, recordingLog } from './world';

const URL_OF = 'https://packages.example/a.zip?token=secret';
const found = (value: unknown): Found => ({ kind: 'found', body: { value } });

const start = (answer: () => Promise<Found>) => {
  const clock = createFakeClock(0);
  const log = recordingLog();
  const paths: string[] = [];
  const budget = createSpecialBudget({
    limits: PACKAGE_LIMITS,
    overInMs: 70_000,
    calls: memoryCalls({ clock }),
    clock,
    log,
  });
  const read = (_route: string, path: string) => {
    paths.push(path);
    return answer();
  };
  return { clock, log, paths, link: createPackageLink({ read, budget }) };
};

it.each([
  ['as documented, in quotes', `"${URL_OF}"`],
  ['plain', URL_OF],
  ['with white space', ` "${URL_OF}" `],
])('a link is handed on, %s', async (_, value) => {
  const { link, paths } = start(async () => found(value));
  expect(await link('ma-1')).toEqual({ kind: 'link', url: URL_OF });
  expect(paths).toEqual(['/machineactions/ma-1/getPackageUri']);
});

it.each([['nothing'], ['http://packages.example/secret'], ['javascript:secret'], [7]])(
  'what is no address to download from is a fault that does not repeat it: %s',
  async (value) => {
    const { link } = start(async () => found(value));
    const fault = await link('ma-1').catch((error: unknown) => error);
    if (!(fault instanceof Fault)) throw new Error('no fault');
    expect(fault.facts.code).toBe('not-a-link');
    expect(JSON.stringify(fault.facts)).not.toContain('secret');
  },
);

it('a package that is not there is told as that', async () => {
  const { link } = start(async () => ({ kind: 'absent', fault: {} }) as Found);
  expect(await link('ma-1')).toEqual({ kind: 'absent' });
});

it('of three at once two are asked for, and the third is told when; a minute after their answers there is room', async () => {
  const { link, clock, paths } = start(async () => found(URL_OF));
  const three = await Promise.all([link('a'), link('b'), link('c')]);
  expect(three.map(({ kind }) => kind)).toEqual(['link', 'link', 'later']);
  expect(three[2]).toEqual({ kind: 'later', freeAt: 60_001 });
  expect(paths).toHaveLength(2);
  await clock.move(60_001);
  expect((await link('c')).kind).toBe('link');
});

it('a call that fails counts too', async () => {
  const { link, paths } = start(async () => {
    throw new Error('reset');
  });
  await expect(link('a')).rejects.toThrow('reset');
  await expect(link('b')).rejects.toThrow('reset');
  expect((await link('c')).kind).toBe('later');
  expect(paths).toHaveLength(2);
});

it('of those who wait for a place together nobody waits longer than three seconds', async () => {
  const { link, clock } = start(async () => found(URL_OF));
  await link('a');
  await clock.move(2_500);
  await link('b');
  await clock.move(55_500);
  const both = Promise.all([link('c'), link('d')]);
  await clock.move(2_001);
  // Which of the two is first at the gate when the place comes free is for the gate to say.
  const outcomes = (await both).toSorted((a, b) => (a.kind < b.kind ? -1 : 1));
  expect(outcomes).toMatchObject([{ kind: 'later', freeAt: 62_501 }, { kind: 'link' }]);
});
