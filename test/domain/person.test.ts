import fc from 'fast-check';
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

it('nobody is admitted of whom it is not known that they are a full member of ours', () => {
  const said = fc.constantFrom(true, false, undefined);
  const team = fc.constantFrom('T1', 'T2', undefined);
  const organisation = fc.constantFrom('E1', 'E2', undefined);
  const anybody = fc.record({
    id: fc.string(),
    realName: fc.option(fc.string(), { nil: undefined }),
    isDeactivated: said,
    isBot: said,
    isGuest: said,
    isSingleChannelGuest: said,
    isStranger: said,
    teamId: team,
    enterpriseId: organisation,
  });
  let admitted = 0;
  fc.assert(
    fc.property(anybody, organisation, (profile, enterpriseId) => {
      const person = admitPerson(profile, { teamId: 'T1', enterpriseId });
      if (!isPerson(person)) return;
      admitted += 1;
      const { isDeactivated, isBot, isGuest, isSingleChannelGuest, isStranger } = profile;
      expect([isDeactivated, isBot, isGuest, isSingleChannelGuest]).toEqual([false, false, false, false]);
      expect(isStranger).not.toBe(true);
      expect(profile.teamId === 'T1' || profile.enterpriseId === enterpriseId).toBe(true);
      expect(person).toMatchObject({ id: profile.id, teamId: profile.teamId });
    }),
    { numRuns: 20_000 },
  );
  expect(admitted).toBeGreaterThan(20);
});
