import type { HomeView, KnownBlock } from '@slack/types';
import type { HomePage, InsiderPage } from '../../flow/home-page';
import { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import type { Phrase } from '../block-kit/phrase';
import { richBlock } from '../block-kit/rich-block';
import { mrkdwn, plain } from '../block-kit/text';
import { faultWords } from '../messages/fault-words';
import { pausedWords } from '../messages/pause-words';
import { REHEARSAL } from '../messages/standing-words';
import { nextWords, whoCan } from '../messages/whispers';
import { containedBlocks } from './home-contained';
import { type HomeLook, requestList } from './home-requests';
import { rightsBlocks } from './home-rights';
import { waitingBlocks } from './home-waiting';

const title = (words: string, blockId: string): KnownBlock => ({
  type: 'header',
  block_id: blockId,
  text: plain(words, limits.header),
});

const standing = ({ look }: HomeLook): readonly KnownBlock[] => {
  const words: readonly Phrase[] = [
    ...(look.isRehearsal ? [[{ strong: REHEARSAL }]] : []),
    ...(look.pause === null ? [] : [pausedWords(look.pause), ['What is approved waits.']]),
  ];
  return words.length === 0 ? [] : [richBlock('standing', ...words)];
};

const waiting = ({ waiting: list, token, mayApprove }: InsiderPage, home: HomeLook): readonly KnownBlock[] => {
  if (!mayApprove && list.total === 0) return [];
  return [
    title(list.total === 0 ? 'Nothing waits for you' : `Waiting for your approval (${list.total})`, 'waiting'),
    ...waitingBlocks(list, token, home),
  ];
};

const search: KnownBlock = {
  type: 'section',
  block_id: 'machine',
  text: plain('Look up a machine', limits.section),
  accessory: {
    type: 'external_select',
    action_id: actionIds.homeMachine,
    placeholder: plain('Name of a machine', limits.placeholder),
    min_query_length: 2,
  },
};

const nothingOpen = ({ mine, running }: InsiderPage): readonly KnownBlock[] =>
  mine.total + running.total === 0
    ? [richBlock('nothing', ['You have nothing open, and no action of others is running.'])]
    : [];

const insider = (page: InsiderPage, home: HomeLook): readonly KnownBlock[] => [
  ...standing(home),
  ...waiting(page, home),
  { type: 'divider', block_id: 'line' },
  ...requestList('mine', 'Yours', page.mine, home),
  ...requestList('running', 'Approved, of others', page.running, home),
  ...nothingOpen(page),
  ...containedBlocks(page.contained, home),
  search,
  ...rightsBlocks(page),
];

const blocksOf = (page: HomePage, home: HomeLook): readonly KnownBlock[] => {
  switch (page.kind) {
    case 'insider':
      return insider(page, home);
    case 'outsider': {
      const { refusal } = page;
      return [
        richBlock('outsider', [{ strong: refusal.says }], nextWords(refusal)),
        ...(refusal.who === undefined
          ? []
          : [{ type: 'section' as const, block_id: 'who', text: mrkdwn(whoCan(refusal.who), limits.section) }]),
      ];
    }
    case 'unknown':
      return [
        richBlock(
          'unknown',
          [{ strong: 'Nothing can be shown now: ' }, 'who you are, or what you belong to, could not be established.'],
          faultWords(page.fault),
          ['Twokey tries again by itself. Cards in channels, and /defender, answer as ever.'],
        ),
      ];
  }
};

const sizeOf = (view: HomeView): number => Buffer.byteLength(JSON.stringify(view));

/** Leaves out what comes last where it would be more than Slack takes; the lists are cut so that this is the exception. */
const fitting = (blocks: readonly KnownBlock[]): HomeView => {
  const view: HomeView = { type: 'home', blocks: [...blocks.slice(0, limits.viewBlocks)] };
  return sizeOf(view) <= limits.viewBytes ? view : fitting(blocks.slice(0, -1));
};

/** What one person sees in Home. */
export const homeView = (page: HomePage, home: HomeLook): HomeView => fitting(blocksOf(page, home));
