import { readMessage } from '../../src/domain/reading-messages';
import { mayBeMachines, recognise } from '../../src/domain/recognising';
import { machineWith as machine } from './builders';

const ID = 'da39a3ee5e6b4b0d3255bfef95601890afd80709';
const OTHER = 'a9993e364706816aba3e25717850c26c9cd0d89d';
const web = machine({ id: ID, name: 'web-01.contoso.com', lastIp: '10.1.2.3' });
const twins = [
  machine({ id: '1'.repeat(40), name: 'srv-1.a.com' }),
  machine({ id: '2'.repeat(40), name: 'srv-1.b.com' }),
];
const seen = (text: string, known: Parameters<typeof recognise>[1] = []) => recognise(readMessage({ text }), known);

describe('what a message holds', () => {
  it.each([
    ['a short name', 'web-01 is odd', ['web-01']],
    ['a full name', 'web-01.contoso.com and evil.example', ['web-01.contoso.com']],
    ['an id', `see ${ID}`, [ID]],
    ['a name in a link', 'hxxp://web-01[.]contoso[.]com/x to evil.example', ['web-01.contoso.com']],
    ['several names of one machine', `web-01, web-01.contoso.com, ${ID}`, ['web-01.contoso.com']],
  ])('is a machine where we know it by %s', (_, text, machines) => {
    expect(seen(text, [web]).machines).toEqual(machines);
  });

  it('is named as it was where several machines have that name, so that a person chooses', () => {
    expect(seen('srv-1', twins).machines).toEqual(['srv-1']);
  });

  it('counts its plain names as machines where none is known, and neither links nor single words', () => {
    const { machines } = seen('web-01.contoso.com calls evil[.]example and hxxp://bad.example from srv-1');
    expect(machines).toEqual(['web-01.contoso.com']);
  });

  it('tells ids of machines from hashes', () => {
    expect(seen(`${ID} ${OTHER}`, [web])).toMatchObject({ machines: [ID], hashes: [OTHER] });
    expect(seen(`${ID} ${OTHER}`)).toMatchObject({ machines: [], hashes: [ID, OTHER] });
  });

  it('takes no machine by an address, and names the one that had it last', () => {
    expect(seen('10.1.2.3 and 10.9.9.9', [web])).toEqual({
      machines: [],
      hashes: [],
      addresses: [
        { address: '10.1.2.3', machine: 'web-01.contoso.com' },
        { address: '10.9.9.9', machine: null },
      ],
    });
  });

  it('is looked up by every name that it may mean', () => {
    const reading = readMessage({ text: `web-01 db.contoso.com ${ID} hxxp://evil.example` });
    expect(mayBeMachines(reading)).toEqual(['db.contoso.com', ID, 'evil.example', 'web-01']);
  });

  it('fills in no more than a handful', () => {
    const names = Array.from({ length: 60 }, (_, index) => `pc-${index}.contoso.com`);
    expect(seen(names.join(' ')).machines).toEqual(names.slice(0, 25));
  });
});
