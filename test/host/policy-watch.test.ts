import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Policy } from '../../src/domain/policy';
import { parsePolicy, type ReadPolicy } from '../../src/host/policy-file';
import { createPolicyWatch } from '../../src/host/policy-watch';

const GOOD = 'version: 1\nrequestors: { users: [U1] }\napprovers: { usergroups: [S1] }\n';
const BETTER = `${GOOD}quorum: 2\n`;
const BAD = `${GOOD}quorum: 0\n`;

const readOf = (text: string): ReadPolicy => {
  const parsed = parsePolicy(text);
  if ('policy' in parsed) return parsed;
  throw new Error(JSON.stringify(parsed.mistakes));
};
const policyOf = (text: string): Policy => readOf(text).policy;

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});

/** A watch on a file of its own, under a clock that stands still between looks. */
const watching = () => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-watch-'));
  folders.push(folder);
  const path = join(folder, 'policy.yml');
  writeFileSync(path, GOOD);
  let now = Date.UTC(2026, 0, 1);
  const lines: { readonly event: string; readonly level: string; readonly fields: object }[] = [];
  const write =
    (level: string) =>
    (event: string, fields: object = {}): void =>
      void lines.push({ level, event, fields });
  const taken: string[] = [];
  const watch = createPolicyWatch({
    path,
    first: readOf(GOOD),
    now: () => now,
    log: { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') },
    taken: ({ policy }) => taken.push(policy.hash),
  });
  return {
    watch,
    folder,
    path,
    lines,
    taken,
    /** Looks, and again whenever the watch wants to, for so long. */
    lookFor: async (ms: number) => {
      const until = now + ms;
      for (; now <= until; now = watch.nextLook()) await watch.look();
      now = until;
    },
  };
};

it('a file that stays as it is changes nothing', async () => {
  const { watch, lookFor, lines, taken } = watching();
  const before = watch.current();
  await lookFor(60_000);
  expect(watch.current()).toBe(before);
  expect([lines, taken]).toEqual([[], []]);
});

it('a good new content is in force at once, and is told once', async () => {
  const { watch, path, lookFor, lines, taken } = watching();
  await lookFor(5_000);
  writeFileSync(path, BETTER);
  await lookFor(300);
  expect(watch.current()).toEqual(policyOf(BETTER));
  await lookFor(60_000);
  const { hash } = policyOf(BETTER);
  expect(lines).toEqual([{ level: 'info', event: 'policy.in-force', fields: { hash, before: policyOf(GOOD).hash } }]);
  expect(taken).toEqual([hash]);
  expect(watch.health()).toMatchObject({ hash, refused: null });
});

it('is looked at every few seconds, so that a change is in force without anybody asking', async () => {
  const { watch, path, lookFor } = watching();
  await lookFor(5_000);
  writeFileSync(path, BETTER);
  await lookFor(3_300);
  expect(watch.current().quorum).toBe(2);
});

it('a bad new content is refused with its line, once, and the old policy stays in force', async () => {
  const { watch, path, lookFor, lines, taken } = watching();
  writeFileSync(path, BAD);
  await lookFor(60_000);
  expect(watch.current()).toEqual(policyOf(GOOD));
  expect(taken).toEqual([]);
  const mistakes = [
    { line: 4, column: 9, message: 'quorum: must be at least 1: a second person always has to approve' },
  ];
  expect(lines).toMatchObject([
    { level: 'error', event: 'policy.refused', fields: { path, mistakes, inForce: policyOf(GOOD).hash } },
  ]);
  expect(watch.health()).toMatchObject({ hash: policyOf(GOOD).hash, refused: { mistakes } });
});

it('another bad content is refused anew, and a good one ends it', async () => {
  const { watch, path, lookFor, lines } = watching();
  writeFileSync(path, BAD);
  await lookFor(3_000);
  writeFileSync(path, `${BAD}# still\n`);
  await lookFor(3_000);
  writeFileSync(path, BETTER);
  await lookFor(3_000);
  expect(lines.map(({ event }) => event)).toEqual(['policy.refused', 'policy.refused', 'policy.in-force']);
  expect(watch.health().refused).toBeNull();
});

it('putting the old content back ends a refusal, and says so', async () => {
  const { watch, path, lookFor, lines, taken } = watching();
  writeFileSync(path, BAD);
  await lookFor(3_000);
  writeFileSync(path, GOOD);
  await lookFor(3_000);
  expect(lines.map(({ event }) => event)).toEqual(['policy.refused', 'policy.mended']);
  expect(watch.health().refused).toBeNull();
  expect(taken).toEqual([]);
});

it('an exchanged link is a change, though the file itself was never written to', async () => {
  const { watch, folder, path, lookFor } = watching();
  for (const [name, text] of [
    ['one', GOOD],
    ['two', BETTER],
  ] as const) {
    mkdirSync(join(folder, name));
    writeFileSync(join(folder, name, 'policy.yml'), text);
  }
  unlinkSync(path);
  symlinkSync('one', join(folder, '..data'));
  symlinkSync('..data/policy.yml', path);
  await lookFor(5_000);
  symlinkSync('two', join(folder, '..data_tmp'));
  renameSync(join(folder, '..data_tmp'), join(folder, '..data'));
  await lookFor(5_000);
  expect(watch.current().quorum).toBe(2);
});

it('a file that is gone for a moment is no mistake', async () => {
  const { watch, path, lookFor, lines } = watching();
  await lookFor(1_000);
  unlinkSync(path);
  await lookFor(2_900);
  writeFileSync(path, BETTER);
  await lookFor(5_000);
  expect(lines.map(({ event }) => event)).toEqual(['policy.in-force']);
  expect(watch.current().quorum).toBe(2);
});

it('a file that stays away is refused, once, and the old policy stays in force', async () => {
  const { watch, path, lookFor, lines } = watching();
  unlinkSync(path);
  await lookFor(60_000);
  expect(lines).toMatchObject([
    { event: 'policy.refused', fields: { hash: null, mistakes: [{ message: expect.stringContaining('ENOENT') }] } },
  ]);
  expect(watch.current()).toEqual(policyOf(GOOD));
});

it('half of what is being written is not taken, although it would be a good policy', async () => {
  const { watch, path, lookFor, lines } = watching();
  const whole = `${GOOD}rules:\n  - { name: Never, when: {}, deny: No. }\n`;
  writeFileSync(path, `${GOOD}# the rules come next\n`);
  await lookFor(100);
  writeFileSync(path, whole);
  await lookFor(5_000);
  expect(lines.map(({ event }) => event)).toEqual(['policy.in-force']);
  expect(watch.current()).toEqual(policyOf(whole));
});

it('a bad content that is still there is told again when somebody asks, once for each time', async () => {
  const { watch, path, lookFor, lines } = watching();
  writeFileSync(path, BAD);
  await lookFor(60_000);
  for (const times of [2, 3]) {
    watch.ask();
    await lookFor(60_000);
    expect(lines.map(({ event }) => event)).toEqual(Array(times).fill('policy.refused'));
    expect(lines.at(-1)).toEqual(lines[0]);
  }
  writeFileSync(path, BETTER);
  watch.ask();
  await lookFor(60_000);
  expect(lines.map(({ event }) => event).slice(3)).toEqual(['policy.in-force']);
});

it('nothing is told again of a content that is in force', async () => {
  const { watch, lookFor, lines } = watching();
  await lookFor(5_000);
  watch.ask();
  await lookFor(5_000);
  expect(lines).toEqual([]);
});
