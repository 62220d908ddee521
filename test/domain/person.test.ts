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
  ['of our workspace, which belongs to no organisation', {}, { enterpriseId: undefined }],
  ['of our workspace, which has joined an organisation since', { enterpriseId: 'E1' }, { enterpriseId: undefined }],
  ['of our organisation in another workspace', { teamId: 'T2', enterpriseId: 'E1' }, {}],
  ['of whom Slack does not say that they are a stranger', { isStranger: undefined }, {}],
])('a member %s is admitted', (_, facts, where) => {
  const teamId = facts.teamId ?? 'T1';
  expect(admitPerson({ ...profile, ...facts }, { ...home, ...where })).toEqual({
    id: 'U1',
    name: 'Alice Able',
    teamId,
  });
});

const ELSEWHERE = 'belongs to another organisation';

it.each<[string, Partial<Profile>, Partial<Home>, string]>([
  ['deactivated', { isDeactivated: true }, {}, 'is deactivated'],
  ['perhaps deactivated', { isDeactivated: undefined }, {}, 'may be deactivated, for Slack does not say'],
  ['a bot', { isBot: true }, {}, 'is a bot'],
  ['perhaps a bot', { isBot: undefined }, {}, 'may be a bot, for Slack does not say'],
  ['a guest', { isGuest: true }, {}, 'is a guest'],
  ['perhaps a guest', { isGuest: undefined }, {}, 'may be a guest, for Slack does not say'],
  ['a guest of one channel', { isSingleChannelGuest: true }, {}, 'is a guest'],
  ['perhaps a guest of one channel', { isSingleChannelGuest: undefined }, {}, 'may be a guest, for Slack does not say'],
  ['a stranger', { isStranger: true }, {}, ELSEWHERE],
  ['of another workspace', { teamId: 'T2' }, {}, ELSEWHERE],
  ['of an unknown workspace', { teamId: undefined }, {}, 'may belong to another organisation, for Slack does not say'],
  [
    'of an unknown workspace of our organisation',
    { teamId: undefined, enterpriseId: 'E1' },
    {},
    'may belong to another organisation, for Slack does not say',
  ],
  ['of another organisation', { teamId: 'T2', enterpriseId: 'E2' }, {}, ELSEWHERE],
  ['of our workspace and of another organisation', { enterpriseId: 'E2' }, {}, ELSEWHERE],
  ['of no organisation, as we are', { teamId: 'T2' }, { enterpriseId: undefined }, ELSEWHERE],
  [
    'of an organisation, which we are not',
    { teamId: 'T2', enterpriseId: 'E2' },
    { enterpriseId: undefined },
    ELSEWHERE,
  ],
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
  expect(admitPerson({ ...profile, realName }, home)).toEqual({ id: 'U1', name, teamId: 'T1' });
});
