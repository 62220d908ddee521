import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { readConfig } from '../../src/config';
import { isRequired, type SettingTold, settingNames, wrongDefaults } from './settings-doc';

const root = join(__dirname, '..', '..');
const sample = readFileSync(join(root, '.env.example'), 'utf8');
const readme = readFileSync(join(root, 'README.md'), 'utf8');

/** `# meaning…` lines followed by `NAME=` (to be filled in) or `#NAME=default`. */
const inSample: readonly (SettingTold & { readonly isOpen: boolean })[] = [
  ...sample.matchAll(/((?:^# .*\n)+)(#?)([A-Z_]+)=(.*)$/gm),
].map(([, comment = '', hash, name = '', value = '']) => ({
  name,
  meaning: comment.replace(/^# /gm, '').trim().replace(/\s*\n/g, ' '),
  fallback: value === '' ? null : value,
  isOpen: hash === '',
}));

const inReadme: readonly (SettingTold & { readonly cell: string })[] = [
  ...readme.matchAll(/^\| `([A-Z_]+)` \| (.*) \| (.*) \|$/gm),
].map(([, name = '', meaning = '', cell = '']) => ({
  name,
  meaning: meaning.replaceAll('`', ''),
  fallback: /^`(.*)`$/.exec(cell)?.[1] ?? null,
  cell,
}));

describe('.env.example', () => {
  it('names every setting once, in the order of config.ts', () => {
    expect(inSample.map(({ name }) => name)).toEqual(settingNames);
  });

  it('tells every default as it is', () => {
    expect(wrongDefaults(inSample)).toEqual([]);
  });

  it('leaves what must be filled in open, and every default behind a #', () => {
    expect(inSample.filter(({ isOpen }) => isOpen).map(({ name }) => name)).toEqual(
      expect.arrayContaining(settingNames.filter(isRequired)),
    );
    expect(inSample.filter(({ isOpen, fallback }) => isOpen && fallback !== null)).toEqual([]);
  });

  it('sets nothing as it stands, so that a copy asks for exactly what is required', () => {
    const read = readConfig(parseEnv(sample));
    expect('problems' in read ? read.problems.map(({ setting }) => setting).sort() : []).toEqual(
      [...settingNames.filter(isRequired), 'AZURE_CLIENT_SECRET', 'SLACK_SIGNING_SECRET'].sort(),
    );
  });

  it('holds no quotes around values, which docker would keep', () => {
    expect(sample.match(/^#?[A-Z_]+=["'].*$/gm)).toBeNull();
  });
});

describe('the settings table of the README', () => {
  it('names every setting once, in the order of config.ts', () => {
    expect(inReadme.map(({ name }) => name)).toEqual(settingNames);
  });

  it('tells every default as it is', () => {
    expect(wrongDefaults(inReadme)).toEqual([]);
  });

  it('calls required what is required', () => {
    expect(inReadme.filter(({ cell }) => cell === 'required').map(({ name }) => name)).toEqual(
      settingNames.filter(isRequired),
    );
  });

  it('says the same as .env.example', () => {
    expect(inReadme.map(({ name, meaning }) => ({ name, meaning }))).toEqual(
      inSample.map(({ name, meaning }) => ({ name, meaning })),
    );
  });
});
