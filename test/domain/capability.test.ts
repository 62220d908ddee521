import { refuseMachine, refuseMachines } from '../../src/domain/capability';
import type { Verb } from '../../src/domain/catalogue';
import type { Machine } from '../../src/domain/machine';
import { machineWith } from './builders';

const SHA1 = 'c'.repeat(40);
const on = (os: string | null, osVersion: string | null = null, facts: Partial<Machine> = {}): Machine =>
  machineWith({ name: 'web-01', os, osVersion, ...facts });

describe('where an action does not work it is refused', () => {
  it.each<[Verb, string | null, string | null, string | null, string]>([
    ['restrict', null, 'macOS', '15.3', 'Isolate it instead: /defender isolate cuts it off the network.'],
    ['restrict', null, 'Ubuntu', '22.4', 'Isolate it instead: /defender isolate cuts it off the network.'],
    ['restrict', null, 'Windows10', '1703', 'Isolate it instead: /defender isolate cuts it off the network.'],
    ['restrict', null, 'WindowsServer2008R2', null, 'Isolate it instead: /defender isolate cuts it off the network.'],
    [
      'unrestrict',
      null,
      'RedHatEnterpriseLinux',
      '9.4',
      'App execution cannot have been restricted there: there is nothing to remove.',
    ],
    ['isolate', 'selective', 'Ubuntu', '22.4', 'Ask for full isolation: /defender isolate MACHINE full.'],
    ['isolate', 'selective', 'Windows10', '1703', 'Ask for full isolation: /defender isolate MACHINE full.'],
    ['isolate', 'full', 'Windows10', '1607', 'Cut it off at the switch or the firewall.'],
    ['isolate', 'full', 'Windows7', null, 'Cut it off at the switch or the firewall.'],
    ['isolate', 'full', 'Windows8.1', null, 'Cut it off at the switch or the firewall.'],
    ['release', null, 'WindowsServer2008R2', null, 'Give it its network back where it was cut off.'],
    [
      'scan',
      'full',
      'Windows10',
      '1703',
      'Run the scanner that protects this machine, or isolate it: /defender isolate.',
    ],
    [
      'quarantine',
      SHA1,
      'macOS',
      '15.3',
      'Isolate it instead: /defender isolate cuts it off the network while somebody removes the file.',
    ],
    ['offboard', null, 'macOS', '13.6', 'Uninstall or disable the sensor on the machine itself.'],
  ])('%s %s on %s %s', (verb, parameter, os, version, instead) => {
    expect(refuseMachine(verb, parameter, on(os, version))).toMatchObject({
      code: 'not-on-this-system',
      next: instead,
    });
  });

  it('with what was asked, on what, and where it does work', () => {
    expect(refuseMachine('isolate', 'selective', on('Ubuntu', '22.4'))?.says).toBe(
      '“Isolate, selective” does not work on Ubuntu 22.4, which web-01 runs. It works on Windows 10 1709 or later and Windows 11; Windows Server 2012 R2 or later; macOS with sensor 101.98.84 or later.',
    );
  });
});

describe('what works, or is not known, is not refused', () => {
  it.each<[Verb, string | null, string | null, string | null]>([
    ['restrict', null, 'Windows10', '1709'],
    ['restrict', null, 'Windows10', '22H2'],
    ['restrict', null, 'Windows10', null],
    ['restrict', null, 'Windows10', 'Future'],
    ['restrict', null, 'Windows11', null],
    ['restrict', null, 'WindowsServer2012R2', null],
    ['restrict', null, 'WindowsServer2025', '24H2'],
    ['restrict', null, 'WindowsServerFuture', null],
    ['restrict', null, null, null],
    ['restrict', null, '', ''],
    ['restrict', null, 'SomethingNew', '1'],
    ['isolate', 'selective', 'macOS', '15.3'],
    ['isolate', 'selective', 'Windows10', '1709'],
    ['isolate', 'full', 'Windows10', '1703'],
    ['isolate', 'full', 'RedHatEnterpriseLinux', '9.4'],
    ['isolate', null, 'Ubuntu', '22.4'],
    ['scan', 'quick', 'Ubuntu', '22.4'],
    ['collect', null, 'Debian', '12'],
    ['offboard', null, 'macOS', '14.1'],
    ['cancel', null, 'macOS', '15.3'],
  ])('%s %s on %s %s', (verb, parameter, os, version) => {
    expect(refuseMachine(verb, parameter, on(os, version))).toBeNull();
  });
});

describe('a machine that Defender says it cannot act on', () => {
  it.each<Verb>(['isolate', 'release', 'restrict', 'unrestrict', 'scan', 'quarantine', 'collect', 'offboard'])(
    'is refused for %s where it is not onboarded',
    (verb) => {
      const machine = on('Windows11', null, { onboarding: 'CanBeOnboarded' });
      expect(refuseMachine(verb, verb === 'quarantine' ? SHA1 : null, machine)?.code).toBe('not-onboarded');
    },
  );

  it.each<[Verb, boolean]>([
    ['isolate', true],
    ['restrict', true],
    ['scan', true],
    ['quarantine', true],
    ['collect', true],
    ['release', false],
    ['unrestrict', false],
    ['offboard', false],
    ['cancel', false],
  ])('by the tag of restricted operations is refused for %s: %s', (verb, isRefused) => {
    const machine = on('Windows11', null, { tags: ['web', 'restricted Security operations'] });
    const refusal = refuseMachine(verb, verb === 'quarantine' ? SHA1 : null, machine);
    expect(refusal?.code ?? null).toBe(isRefused ? 'restricted-machine' : null);
  });

  it('is named by the record that replaced it', () => {
    const machine = on('Windows11', null, { mergedInto: 'd'.repeat(40) });
    expect(refuseMachine('isolate', 'full', machine)).toMatchObject({
      code: 'machine-merged',
      next: `Ask again for the machine ${'d'.repeat(40)}.`,
    });
  });

  it.each([[null], ['Onboarded'], ['onboarded']])('is not one whose onboarding is %s', (onboarding) => {
    expect(refuseMachine('isolate', 'full', on('Windows11', null, { onboarding, tags: null }))).toBeNull();
  });
});

it('of several machines every one that cannot do it is named, and nothing is asked', () => {
  const mac = on('macOS', '15.3', { name: 'mac-3' });
  const linux = on('Ubuntu', '22.4', { name: 'build-01' });
  const refusal = refuseMachines('restrict', null, [on('Windows11'), mac, linux]);
  expect(refusal).toMatchObject({ code: 'not-on-these-machines' });
  expect(refusal?.says).toContain('2 of the 3 machines cannot do it');
  expect(refusal?.says).toMatch(/mac-3.*build-01/);
  expect(refuseMachines('restrict', null, [on('Windows11'), on('Windows10', '22H2')])).toBeNull();
  expect(refuseMachines('restrict', null, [mac])?.code).toBe('not-on-this-system');
});
