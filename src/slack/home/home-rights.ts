import type { KnownBlock } from '@slack/types';
import type { InsiderPage } from '../../flow/home-page';
import { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import type { Part, Phrase } from '../block-kit/phrase';
import { listBlock } from '../block-kit/rich-block';
import { plain } from '../block-kit/text';

const MOST_CHANNELS = 10;

const placesWords = (channels: readonly string[] | null): Phrase => {
  if (channels === null) return ['in any channel that Twokey is in'];
  const named = channels
    .slice(0, MOST_CHANNELS)
    .flatMap((channel, index): readonly Part[] => [...(index === 0 ? [] : [', ']), { channel }]);
  const more = channels.length - MOST_CHANNELS;
  return ['in ', ...named, ...(more > 0 ? [` and ${more} more`] : [])];
};

const quorumWords = ({ quorum, rules }: InsiderPage['policy']): string => {
  const needed = quorum === 1 ? 'one approval by somebody else' : `${quorum} approvals by other people`;
  return `Each request needs ${needed}${rules.length === 0 ? '' : '; rules of the policy may ask for more'}.`;
};

const rights = ({ mayAsk, mayApprove, policy }: InsiderPage): readonly Phrase[] => [
  mayAsk
    ? [
        'You may ask for actions ',
        ...placesWords(policy.channels),
        ': ',
        { code: '/defender VERB MACHINE COMMENT' },
        '.',
      ]
    : ['You may not ask for actions; those whom the policy names as requestors may.'],
  [
    mayApprove
      ? 'You may approve what others ask for, and never what you asked for yourself.'
      : 'You may not approve; those whom the policy names as approvers may.',
  ],
  [quorumWords(policy)],
  ...(mayApprove
    ? [['When something is wrong, you can stop all sending: ', { code: '/defender pause REASON' }, '.'] as const]
    : []),
  [
    { code: '/defender why VERB MACHINE' },
    ' says what one action would take; ',
    { code: '/defender help' },
    ' has the rest.',
  ],
];

const subscribing = ({ isSubscribed }: InsiderPage): readonly KnownBlock[] => [
  {
    type: 'section',
    block_id: `subscription-${isSubscribed ? 'on' : 'off'}`,
    text: plain(
      isSubscribed
        ? 'Direct messages: on. You are told when something waits for you.'
        : 'Direct messages: off. You can be told when something waits for you.',
      limits.section,
    ),
    accessory: {
      type: 'button',
      action_id: isSubscribed ? actionIds.homeUnsubscribe : actionIds.homeSubscribe,
      text: plain(isSubscribed ? 'Turn off' : 'Turn on', limits.buttonText),
      accessibility_label: `${isSubscribed ? 'Turn off' : 'Turn on'} direct messages about what waits for you`,
    },
  },
];

/** What this person can do, from the policy. */
export const rightsBlocks = (page: InsiderPage): readonly KnownBlock[] => [
  listBlock('rights', [{ strong: 'What you can do here' }], rights(page)),
  ...(page.mayApprove || page.isSubscribed ? subscribing(page) : []),
];
