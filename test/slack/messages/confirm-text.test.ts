import { actions, isVerb, type Verb } from '../../../src/domain/catalogue';
import type { Dossier } from '../../../src/domain/reviewing';
import { confirmText } from '../../../src/slack/messages/confirm-text';
import { dossier, HOUR, ida, look, machine, NOW, run } from '../samples';

const SHA1 = 'a'.repeat(40);

const asked = (verb: Verb, names: readonly string[], facts: Partial<Dossier['request']> = {}): Dossier => ({
  ...dossier({ verb, ...facts }),
  runs: names.map((name, index) => run({ id: `run-${index}`, verb, machine: machine({ name }) })),
});
const text = (of: Dossier, facts: Partial<typeof look> = {}): string => confirmText(of, { ...look, ...facts });

it('names the action with its choice, the machines and the time', () => {
  const names = ['web-01', 'web-02', 'web-03'];
  expect(text(asked('isolate', names, { parameter: 'selective', forMs: 4 * HOUR }))).toMatch(
    /^Isolate \(selective\): web-01, web-02, web-03, for 4 hours\. /,
  );
  expect(text(asked('scan', ['web-01'], { parameter: 'full' }))).toMatch(/^Run antivirus scan \(full\): web-01\. /);
});

it('says the choice that is made where nobody made one', () => {
  expect(text(asked('isolate', ['web-01']))).toMatch(/^Isolate \(full\): web-01\. /);
});

it('names the file that is stopped', () => {
  expect(text(asked('quarantine', ['web-01'], { parameter: SHA1 }))).toContain(`: web-01, SHA-1 ${SHA1}. `);
});

it('names as many machines as there is room for, and says how many more there are', () => {
  const names = Array.from({ length: 25 }, (_, index) => `server-${index}.ward.hospital.example`);
  expect(text(asked('restrict', names))).toMatch(/server-0\.ward\.hospital\.example, .* and \d+ more\./);
});

it('says whole what it warns of, whatever else there is', () => {
  const dcs = ['dc-01', 'dc-02', 'web-01'].map((name) => `${name}.${'long.'.repeat(40)}example`);
  const pause = { number: 2, by: ida, at: NOW, words: '', channels: [], resumers: [] };
  const crowded = { isRehearsal: true, pause };
  const isolating = text(asked('isolate', dcs, { forMs: 7 * 24 * HOUR }), crowded);
  expect(isolating).toMatch(/Careful: dc-01\.\S*… and 1 more look like a domain controller\./);
  expect(isolating).toContain('Rehearsal: nothing will be sent to Defender. Sending is paused.');
  expect(text(asked('offboard', dcs), crowded)).toContain(
    'Irreversible: This cannot be undone from here: the machine has to be onboarded again by hand.',
  );
});

it('says of each kind of grave machine only what is so', () => {
  expect(text(asked('isolate', ['dc-01', 'hv-01']))).toContain(
    'Careful: dc-01 looks like a domain controller; hv-01 looks like a Hyper-V host.',
  );
});

it('counts the grave machines where their names would cut the warning', () => {
  const long = '.long'.repeat(12);
  const names = Array.from({ length: 25 }, (_, index) => `dc-${index}${long}`);
  const pause = { number: 2, by: ida, at: NOW, words: '', channels: [], resumers: [] };
  const said = text(asked('offboard', [...names, `hv-01${long}`, `hv-02${long}`]), { isRehearsal: true, pause });
  expect(said).toMatch(/Careful: 25 look like a domain controller; 2 look like a Hyper-V host\.$/);
  expect(said.length).toBeLessThanOrEqual(300);
});

const lengths = [1, 2, 25, 100];
const verbs = actions.map(({ verb }) => verb).filter((verb) => isVerb(verb));

it.each(verbs)('fits and ends with a whole word, for %s of any number of machines with names of any length', (verb) => {
  for (const count of lengths) {
    for (const long of [1, 20, 63, 250]) {
      const names = Array.from({ length: count }, (_, index) => `dc-${index}-${'x'.repeat(long)}`);
      const parameter = verb === 'quarantine' ? SHA1 : null;
      const said = text(asked(verb, names, { parameter }), { isRehearsal: true });
      expect(said.length).toBeLessThanOrEqual(300);
      expect(said).toMatch(/(?:[.)]|[a-zA-Z,)]…)$/);
      if (count > 1) expect(said).toMatch(/ and \d+ more|dc-1-/);
    }
  }
});
