import type { ActionsBlock, Button, KnownBlock } from '@slack/types';
import type { HomeItem, HomeList } from '../../flow/home-page';
import { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import type { Phrase } from '../block-kit/phrase';
import { quoteBlock, richBlock } from '../block-kit/rich-block';
import { buttonValue } from '../button-value';
import type { Look } from '../look';
import { approvalWords, waitsForWords } from '../messages/approval-words';
import { approveButton, plainButton } from '../messages/card-buttons';
import { effectWords, subjectWords, wantedForWords } from '../messages/effect-words';
import { gravityWords } from '../messages/gravity-words';
import { machineBlock, situationBlock } from '../messages/machine-blocks';
import { machineLines } from '../messages/machine-lines';
import { nothingHeldWords } from '../messages/nothing-held-words';
import { offlineWarnings } from '../messages/offline-warnings';
import { policyBlocks, policyLine } from '../messages/policy-words';
import { requestTitle } from '../messages/request-title';
import { stateWords } from '../messages/state-words';
import { aboutWords, type HomeLook, requestList } from './home-requests';

const buttonsOf = ({ dossier }: HomeItem, token: string, look: Look): ActionsBlock => {
  const { id: requestId, binding } = dossier.request;
  const value = buttonValue({ requestId, binding, postId: token });
  // Several stand below each other: none of them is the one to press.
  const { style: _, ...approve } = approveButton(dossier, value, look);
  const buttons: readonly Button[] = [
    { ...approve, action_id: actionIds.homeApprove },
    { ...plainButton('deny', 'Deny', dossier, value), action_id: actionIds.homeDeny },
  ];
  return { type: 'actions', block_id: `decide-${requestId}`, elements: [...buttons] };
};

/** What is to be done, and everything that warns of it: whoever decides here need not have seen the card. */
const whatWords = ({ dossier }: HomeItem): readonly Phrase[] => {
  const { request, runs } = dossier;
  const subjects = runs.length > 1 ? [] : runs.map(subjectWords);
  return [
    effectWords(request),
    ...[wantedForWords(dossier), ...subjects].filter((words) => words !== null),
    ...gravityWords(dossier),
    ...nothingHeldWords(dossier),
    ...offlineWarnings(dossier),
  ];
};

/** The machines as the card has them: nobody approves what they have not seen. */
const machinesOf = ({ dossier }: HomeItem, id: (name: string) => string, look: Look): readonly KnownBlock[] => {
  const { runs } = dossier;
  const [run] = runs;
  return runs.length > 1 || run === undefined
    ? machineLines(dossier, id, look)
    : [machineBlock(id('machine'), run), situationBlock(id('situation'), run)];
};

const portalWords = ({ dossier: { runs } }: HomeItem, look: Look): Phrase => {
  const [only] = runs;
  return only === undefined || runs.length > 1
    ? []
    : [', ', { url: look.portalLink(only.machine.id), words: 'open the machine in the Defender portal' }];
};

const itemBlocks = (item: HomeItem, token: string, home: HomeLook): readonly KnownBlock[] => {
  const { request } = item.dossier;
  const id = (name: string) => `${name}-${request.id}-${request.revision}`;
  return [
    richBlock(
      id('waiting'),
      [{ strong: requestTitle(item.dossier) }],
      ...stateWords(item.dossier, home.look.pause),
      ...whatWords(item),
    ),
    ...machinesOf(item, id, home.look),
    quoteBlock(id('comment'), ['Comment'], request.comment),
    ...policyBlocks(id('rules'), request.terms),
    richBlock(
      id('about'),
      [...approvalWords(item.dossier), ...waitsForWords(item.dossier), '. ', ...policyLine(request.terms)],
      [...aboutWords(item, home), ...portalWords(item, home.look)],
    ),
    buttonsOf(item, token, home.look),
  ];
};

/** So that there is room for the rest of Home. */
const MOST_BLOCKS = 70;
const MOST_BYTES = limits.viewBytes / 2;

/**
 * What waits for a person, each with what the card tells of it, and the buttons to decide: each whole, and as many as there
 * is room for. The others are listed with the way to their cards.
 */
export const waitingBlocks = ({ items, total }: HomeList, token: string, home: HomeLook): readonly KnownBlock[] => {
  const all = items.map((item) => itemBlocks(item, token, home));
  const isFitting = (count: number): boolean => {
    const blocks = all.slice(0, count).flat();
    return blocks.length <= MOST_BLOCKS && Buffer.byteLength(JSON.stringify(blocks)) <= MOST_BYTES;
  };
  const count = all.filter((_, index) => index === 0 || isFitting(index + 1)).length;
  const others: HomeList = { items: items.slice(count), total: total - count };
  return [...all.slice(0, count).flat(), ...requestList('waiting-more', 'Also waiting, on their cards', others, home)];
};
