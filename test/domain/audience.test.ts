import { belongs, groupsOf, isSameAudience, joinAudiences } from '../../src/domain/audience';
import { group, users } from './builders';

it('somebody belongs by id or by group, and an absent group is nobody', () => {
  const audience = { usergroups: ['S1', 'S2'], users: ['U1'] };
  const memberships = new Map([['S2', new Set(['U2'])]]);
  expect(['U1', 'U2', 'U3'].map((id) => belongs(id, audience, memberships))).toEqual([true, true, false]);
  expect(belongs('U2', audience, new Map())).toBe(false);
  expect(belongs('U1', users(), memberships)).toBe(false);
});

it('audiences are joined with nobody twice', () => {
  const all = [
    { usergroups: ['S1'], users: ['U1'] },
    { usergroups: ['S1', 'S2'], users: ['U1', 'U2'] },
  ];
  expect(joinAudiences(all)).toEqual({ usergroups: ['S1', 'S2'], users: ['U1', 'U2'] });
  expect(groupsOf(all)).toEqual(['S1', 'S2']);
  expect(joinAudiences([])).toEqual(users());
});

it.each([
  [group('S1', 'S2'), group('S2', 'S1'), true],
  [group('S1'), group('S1', 'S2'), false],
  [users('U1'), users('U1'), true],
  [group('X'), users('X'), false],
  [users(), users(), true],
])('%j and %j are the same people: %j', (a, b, same) => {
  expect(isSameAudience(a, b)).toBe(same);
  expect(isSameAudience(b, a)).toBe(same);
});
