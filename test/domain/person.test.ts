import { admitPerson, type Home, isPerson, type Profile } from '../../src/domain/person';

const home: Home = { teamId: 'T1', enterpriseId: 'E1' };
const profile: Profile = {
  id: 'U1',
  realName: 'Alice Able',
  isDeactivated: false,
  isBot: false,
  isGuest: false,
  isSingleChannelGuest: false,
  isStranger: false,
  teamId: 'T1',
  enterpriseId: undefined,
};

it.each<[string, Partial<Profile>, Partial<Home>]>([
  ['of our workspace', {}, {}],
  ['of our organisation in another workspace', { teamId: 'T2', enterpriseId: 'E1' }, {}],
  ['of whom Slack does not say that they are a stranger', { isStranger: undefined }, {}],
])('a member %s is admitted', (_, facts, where) => {
  expect(admitPerson({ ...profile, ...facts }, { ...home, ...where })).toEqual({ id: 'U1', name: 'Alice Able' });
});

it.each<[string, Partial<Profile>, Partial<Home>, string]>([
  ['deactivated', { isDeactivated: true }, {}, 'is deactivated, or Slack does not say'],
  ['perhaps deactivated', { isDeactivated: undefined }, {}, 'is deactivated, or Slack does not say'],
  ['a bot', { isBot: true }, {}, 'is a bot, or Slack does not say'],
  ['perhaps a bot', { isBot: undefined }, {}, 'is a bot, or Slack does not say'],
  ['a guest', { isGuest: true }, {}, 'is a guest, or Slack does not say'],
  ['perhaps a guest', { isGuest: undefined }, {}, 'is a guest, or Slack does not say'],
  ['a guest of one channel', { isSingleChannelGuest: true }, {}, 'is a guest, or Slack does not say'],
  ['perhaps a guest of one channel', { isSingleChannelGuest: undefined }, {}, 'is a guest, or Slack does not say'],
  ['a stranger', { isStranger: true }, {}, 'belongs to another organisation'],
  ['of another workspace', { teamId: 'T2' }, {}, 'belongs to another organisation'],
  ['of an unknown workspace', { teamId: undefined }, {}, 'belongs to another organisation'],
  ['of another organisation', { teamId: 'T2', enterpriseId: 'E2' }, {}, 'belongs to another organisation'],
  ['of no organisation, as we are', { teamId: 'T2' }, { enterpriseId: undefined }, 'belongs to another organisation'],
])('somebody who is %s is refused', (_, facts, where, why) => {
  const admitted = admitPerson({ ...profile, ...facts }, { ...home, ...where });
  expect(isPerson(admitted)).toBe(false);
  expect(admitted).toMatchObject({
    code: 'not-a-member',
    says: `Your Slack account ${why}; only members of this workspace can ask or decide.`,
  });
});

it.each([
  ['is missing', undefined, 'U1'],
  ['is empty', '', 'U1'],
  ['is blank', ' \n ', 'U1'],
  ['turns the line around', 'Alice\u202e elbA', 'Alice elbA'],
  ['breaks the line', 'Alice\nAble\u2028', 'AliceAble'],
  ['joins letters as its script needs', 'علی‌رضا', 'علی‌رضا'],
])('a real name that %s is written so that it cannot mislead', (_, realName, name) => {
  expect(admitPerson({ ...profile, realName }, home)).toEqual({ id: 'U1', name });
});
