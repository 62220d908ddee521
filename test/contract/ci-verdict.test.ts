import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'twokey-'));
  mkdirSync(join(folder, 'test', 'store'), { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

interface Told {
  readonly passed?: number;
  readonly files?: readonly {
    readonly name: string;
    readonly status: string;
    readonly tests: readonly string[];
    /** What each failed test said; the file itself where it has no test that failed. */
    readonly said?: string;
  }[];
}

/** The verdict on a run that ended with an exit code and left this report; null: it left none. */
const verdict = (
  code: number,
  told: Told | null,
): { readonly lines: readonly string[]; readonly exit: number | null } => {
  const path = join(folder, told === null ? 'none.json' : 'jest.json');
  if (told !== null) {
    const testResults = (told.files ?? []).map(({ name, status, tests, said }) => ({
      name: join(folder, name),
      status,
      ...(said === undefined ? {} : { message: said }),
      assertionResults: tests.map((test) => ({
        status: test,
        fullName: `a test that ${test}`,
        failureMessages: test === 'failed' && said !== undefined ? [said] : [],
      })),
    }));
    writeFileSync(path, JSON.stringify({ numPassedTests: told.passed ?? 0, testResults }));
  }
  const ended = spawnSync(process.execPath, [join(root, 'scripts', 'ci-verdict.cjs'), path, String(code), folder], {
    encoding: 'utf8',
  });
  return { lines: ended.stdout.trimEnd().split('\n'), exit: ended.status };
};

const good = { name: 'test/a.test.ts', status: 'passed', tests: ['passed', 'passed'] };

describe('the verdict of CI', () => {
  it('is the counts alone when everything passed', () => {
    expect(verdict(0, { passed: 2, files: [good] })).toEqual({ lines: ['2 passed, 0 failed'], exit: 0 });
  });

  it('names a failed test', () => {
    const bad = { name: 'test/b.test.ts', status: 'failed', tests: ['passed', 'failed'] };
    expect(verdict(1, { passed: 3, files: [good, bad] })).toEqual({
      lines: ['failed: test/b.test.ts: a test that failed', '3 passed, 1 failed'],
      exit: 1,
    });
  });

  it.each([
    ['a test', ['passed', 'failed']],
    ['a file', []],
  ])('says why %s failed, without colours and no longer than it must', (_, tests) => {
    const said = `${String.fromCharCode(27)}[31mexpected 1${String.fromCharCode(27)}[39m ${'x'.repeat(9_000)}`;
    const { lines } = verdict(1, { passed: 1, files: [{ name: 'test/b.test.ts', status: 'failed', tests, said }] });
    expect(lines[0]).toBe('test/b.test.ts said:');
    expect(lines[1]).toMatch(/^expected 1 x{1000,1500}$/);
    expect(lines.at(-1)).toBe('1 passed, 1 failed');
  });

  it('counts a file that failed outside its tests', () => {
    const bad = { name: 'test/b.test.ts', status: 'failed', tests: [] };
    expect(verdict(1, { passed: 2, files: [good, bad] })).toEqual({
      lines: ['failed: test/b.test.ts: the file failed outside its tests', '2 passed, 1 failed'],
      exit: 1,
    });
  });

  it('is a failure when a check stopped the run before the tests', () => {
    expect(verdict(1, null)).toEqual({
      lines: ['failed: the tests did not run: see above', '0 passed, 1 failed'],
      exit: 1,
    });
  });

  it('is a failure when the run failed for a reason that the report does not hold', () => {
    expect(verdict(137, { passed: 2, files: [good] })).toEqual({
      lines: ['failed: the run ended with exit code 137: see above', '2 passed, 1 failed'],
      exit: 1,
    });
  });

  it('is a failure when the run claims success and left no report', () => {
    expect(verdict(0, null).exit).toBe(1);
  });

  it.each(['postgres-store.test.ts', 'redis-budget.test.ts', 'replicas.test.ts', 'torture.test.ts'])(
    'is a failure when %s reported no test',
    (name) => {
      writeFileSync(join(folder, 'test', 'store', name), '');
      const skipped = { name: `test/store/${name}`, status: 'passed', tests: ['pending'] };
      const lines = [`failed: test/store/${name}: reported no test; is its server reachable?`, '2 passed, 1 failed'];
      expect(verdict(0, { passed: 2, files: [good, skipped] })).toEqual({ lines, exit: 1 });
      expect(verdict(0, { passed: 2, files: [good] })).toEqual({ lines, exit: 1 });
    },
  );

  it('is content when such a suite reported a test, and says how many', () => {
    writeFileSync(join(folder, 'test', 'store', 'postgres-store.test.ts'), '');
    const ran = { name: 'test/store/postgres-store.test.ts', status: 'passed', tests: ['passed'] };
    expect(verdict(0, { passed: 3, files: [good, ran] })).toEqual({
      lines: ['test/store/postgres-store.test.ts: 1 tests', '3 passed, 0 failed'],
      exit: 0,
    });
  });
});
