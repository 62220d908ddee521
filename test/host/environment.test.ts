import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readEnvironment } from '../../src/host/environment';

describe('a .env file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'twokey-env-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('adds what the environment does not set, and no more', () => {
    const path = join(folder, '.env');
    writeFileSync(path, 'PATH=/nowhere\nTWOKEY_TEST="from the file" # why\n');
    const env = readEnvironment(path);
    expect(env['TWOKEY_TEST']).toBe('from the file');
    expect(env['PATH']).toBe(process.env['PATH']);
  });

  it('need not be there', () => {
    expect(readEnvironment(join(folder, 'none'))).toEqual({ ...process.env });
  });
});
