import { admitChannel, type ChannelFacts } from '../../src/domain/channel';

const channel: ChannelFacts = {
  id: 'C1',
  isMember: true,
  isArchived: false,
  isShared: false,
  isPendingShared: false,
  isDirectMessage: false,
};

it('a channel of ours that the bot is in is admitted, if the policy names it or names none', () => {
  expect(admitChannel(channel, null)).toBeNull();
  expect(admitChannel(channel, ['C2', 'C1'])).toBeNull();
});

it.each<[string, string, Partial<ChannelFacts> | null, readonly string[] | null]>([
  ['that cannot be read', 'bot-not-in-channel', null, null],
  ['that is a direct message', 'direct-message', { isDirectMessage: true, isShared: undefined }, null],
  ['that is shared', 'shared-channel', { isShared: true }, null],
  ['that is perhaps shared', 'shared-channel', { isShared: undefined }, null],
  ['that is about to be shared', 'shared-channel', { isPendingShared: true }, null],
  ['that is perhaps about to be shared', 'shared-channel', { isPendingShared: undefined }, null],
  ['that is archived', 'archived-channel', { isArchived: true }, null],
  ['that is perhaps archived', 'archived-channel', { isArchived: undefined }, null],
  ['that the bot is not in', 'bot-not-in-channel', { isMember: false }, null],
  ['that the bot is perhaps not in', 'bot-not-in-channel', { isMember: undefined }, null],
  ['that the policy does not name', 'wrong-channel', {}, ['C2']],
  ['where the policy names none', 'wrong-channel', {}, []],
])('a channel %s is refused as %s', (_, code, facts, allowed) => {
  expect(admitChannel(facts === null ? null : { ...channel, ...facts }, allowed)).toMatchObject({ code });
});
