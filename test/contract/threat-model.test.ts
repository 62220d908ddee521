import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const root = join(__dirname, '..', '..');
const security = readFileSync(join(root, 'SECURITY.md'), 'utf8');

const threats = [...security.matchAll(/^\| (T\d+) \| [^|]+ \| [^|]+ \|$/gm)]
  .filter(([row]) => !row.includes('| `test/'))
  .map(([, threat = '']) => threat);

const shown = [...security.matchAll(/^\| (T\d+) \| `(test\/[^`]+)` \| ([^|]+) \|$/gm)].map(
  ([, threat = '', file = '', name = '']) => ({ threat, file, name }),
);

/** Whether a test file holds a test of this name; … stands for what a table or a constant puts there. */
const holds = (file: string, name: string): boolean => {
  const words = name
    .split('…')
    .map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&'))
    .join('(?:%[a-z]|\\$\\{[^}]*\\})');
  return new RegExp(`(['"\`])${words}\\1,`).test(readFileSync(join(root, file), 'utf8'));
};

describe('the threat model', () => {
  it('numbers its threats without a gap', () => {
    expect(threats.length).toBeGreaterThan(20);
    expect(threats).toEqual(threats.map((_, index) => `T${index + 1}`));
  });

  it.each(threats)('names a test that shows what stops %s', (threat) => {
    expect(shown.map((each) => each.threat)).toContain(threat);
  });

  it.each(shown)('is right that $file has the test “$name” for $threat', ({ threat, file, name }) => {
    expect(threats).toContain(threat);
    expect({ file, exists: existsSync(join(root, file)) }).toEqual({ file, exists: true });
    expect({ name, isThere: holds(file, name) }).toEqual({ name, isThere: true });
  });

  it('is not content with a test that is not there', () => {
    expect(holds('test/contract/threat-model.test.ts', 'numbers its threats without any gap')).toBe(false);
    expect(holds('test/contract/threat-model.test.ts', 'names a test that shows what stops …')).toBe(true);
  });
});
