import { Fault } from '../../src/domain/fault';
import type { Profile } from '../../src/domain/person';
import type { Policy } from '../../src/domain/policy';
import { createMayAsk } from '../../src/flow/may-ask';
import { group, policyWith, T } from '../domain/builders';

const quiet = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} };
const member: Profile = {
  id: 'U0ROSA',
  realName: 'Rosa Diaz',
  isDeactivated: false,
  isBot: false,
  isGuest: false,
  isSingleChannelGuest: false,
  isStranger: undefined,
  teamId: 'T0',
  enterpriseId: undefined,
};

const asking = (profile: () => Promise<Profile | null>) => {
  let now = T;
  let reads = 0;
  let inForce = policyWith({ requestors: group('S0RESPONDERS') });
  const mayAsk = createMayAsk({
    directory: {
      profile: () => {
        reads += 1;
        return profile();
      },
      memberships: async () => new Map([['S0RESPONDERS', new Set(['U0ROSA'])]]),
      channel: async () => null,
    },
    policy: { current: () => inForce },
    home: () => ({ teamId: 'T0', enterpriseId: undefined }),
    clock: { now: () => now, at: () => () => {} },
    log: quiet,
  });
  return {
    mayAsk,
    reads: () => reads,
    wait: (ms: number) => (now += ms),
    reload: (policy: Policy) => (inForce = policy),
  };
};

describe('whether the machines may be shown to somebody', () => {
  it('is yes for a requestor, and is read once a minute', async () => {
    const { mayAsk, reads, wait } = asking(async () => member);
    expect(await Promise.all([mayAsk('U0ROSA'), mayAsk('U0ROSA')])).toEqual([true, true]);
    expect(await mayAsk('U0ROSA')).toBe(true);
    expect(reads()).toBe(1);
    wait(60_001);
    expect(await mayAsk('U0ROSA')).toBe(true);
    expect(reads()).toBe(2);
  });

  it.each<[string, Profile | null]>([
    ['somebody in no group of requestors', { ...member, id: 'U0MAX' }],
    ['a guest', { ...member, isGuest: true }],
    ['somebody of another workspace', { ...member, teamId: 'T1' }],
    ['nobody whom Slack knows', null],
  ])('is no for %s', async (_, profile) => {
    const { mayAsk } = asking(async () => profile);
    expect(await mayAsk(profile?.id === 'U0MAX' ? 'U0MAX' : 'U0ROSA')).toBe(false);
  });

  it('is answered anew under another policy', async () => {
    const { mayAsk, reload } = asking(async () => member);
    expect(await mayAsk('U0ROSA')).toBe(true);
    reload(policyWith({ hash: 'newer', requestors: group('S0OTHERS') }));
    expect(await mayAsk('U0ROSA')).toBe(false);
  });

  it('is no while Slack cannot say, and is asked again', async () => {
    const { mayAsk, reads } = asking(async () => {
      throw new Fault({ system: 'Slack', code: 'timeout', says: '', correlationId: null, missingPermission: null });
    });
    expect(await mayAsk('U0ROSA')).toBe(false);
    expect(await mayAsk('U0ROSA')).toBe(false);
    expect(reads()).toBe(2);
  });
});
