import type { Verb } from '../../src/domain/catalogue';
import { graveFor } from '../../src/domain/gravity';
import type { Machine } from '../../src/domain/machine';
import { machineWith } from './builders';

const told = (verb: Verb, facts: Partial<Machine>) =>
  graveFor(verb, machineWith({ group: null, ...facts })).map(({ role, list, value }) => `${role} by ${list} ${value}`);

it.each<[Partial<Machine>, readonly string[]]>([
  [{ tags: ['web', 'domain-controller'] }, ['domain-controller by tag domain-controller']],
  [{ group: 'Domain controllers' }, ['domain-controller by group Domain controllers']],
  [{ name: 'dc-01.contoso.com' }, ['domain-controller by name dc-01.contoso.com']],
  [{ name: 'AMS-RODC2' }, ['domain-controller by name AMS-RODC2']],
  [{ tags: ['Hyper-V'] }, ['hyper-v-host by tag Hyper-V']],
  [{ group: 'Virtualization hosts' }, ['hyper-v-host by group Virtualization hosts']],
  [{ name: 'hv07.contoso.com' }, ['hyper-v-host by name hv07.contoso.com']],
  [{ name: 'ams-hyper-v-3' }, ['hyper-v-host by name ams-hyper-v-3']],
  [{ name: 'dc-hv-01' }, ['hyper-v-host by name dc-hv-01', 'domain-controller by name dc-hv-01']],
  [{ name: 'web-01', tags: null, group: null }, []],
  [{ name: 'dcache-01', tags: ['dcim'], group: 'Edcs' }, []],
  [{ name: 'web-01.dc.contoso.com' }, []],
])('isolating %j is warned of as %j', (facts, expected) => {
  expect(told('isolate', facts)).toEqual(expected);
});

it.each<[Verb, number]>([
  ['isolate', 1],
  ['offboard', 1],
  ['release', 0],
  ['scan', 0],
  ['collect', 0],
])('a domain controller is grave for %s: %d', (verb, count) => {
  expect(told(verb, { name: 'dc-01' })).toHaveLength(count);
});
