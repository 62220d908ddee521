import { isActionable, isIpAddress, isMachineId, isOffline, shortName } from '../../src/domain/machine';
import { HOUR, machineWith, T } from './builders';

it.each([
  ['WEB-01.contoso.com', 'web-01'],
  ['web-01', 'web-01'],
  ['', ''],
])('the short name of %j is %j', (name, short) => {
  expect(shortName(name)).toBe(short);
});

it.each([
  ['a'.repeat(40), true],
  ['0123456789ABCDEFabcdef0123456789abcdef01', true],
  ['a'.repeat(39), false],
  ['a'.repeat(41), false],
  ['g'.repeat(40), false],
])('%s is a machine id: %j', (word, isIt) => {
  expect(isMachineId(word)).toBe(isIt);
});

it.each([
  ['10.0.0.1', true],
  ['fe80::1', true],
  ['2001:db8::192.0.2.1', true],
  ['::', true],
  ['web-01', false],
  ['10.0.0', false],
  ['10.0.0.1.corp', false],
  ['dead.beef', false],
])('%s looks like an IP address: %j', (word, isIt) => {
  expect(isIpAddress(word)).toBe(isIt);
});

it.each([
  ['with an active sensor, seen just now', {}, false],
  ['with an inactive sensor', { health: 'Inactive' }, true],
  ['seen a day and a half ago', { lastSeenAt: T - 36 * HOUR }, false],
  ['not seen for longer', { lastSeenAt: T - 36 * HOUR - 1 }, true],
  ['of which nothing is known', { health: null, lastSeenAt: null }, false],
])('a machine %s is offline: %j', (_, facts, offline) => {
  expect(isOffline(machineWith(facts), T)).toBe(offline);
});

it.each([
  ['that is onboarded', { onboarding: 'onboarded' }, true],
  ['of which that is not known', { onboarding: null }, true],
  ['that can be onboarded', { onboarding: 'CanBeOnboarded' }, false],
  ['that was merged into another', { mergedInto: 'b'.repeat(40) }, false],
  ['that may be a duplicate', { isDuplicate: true }, true],
])('a machine %s can be acted on: %j', (_, facts, can) => {
  expect(isActionable(machineWith(facts))).toBe(can);
});
