import type { KnownBlock } from '@slack/types';
import { isFinal, type MachineAction } from '../../domain/machine-action';
import type { Dossier } from '../../domain/reviewing';
import type { LoggedOn } from '../../flow/logged-on';
import type { MachineStory } from '../../flow/machine-story';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { cutPhrase, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import type { Look } from '../look';
import { movedWords } from './candidates';
import { blindSpots, type CardLinks, containmentWords, unsettledWords } from './held-words';
import { loggedOnItems } from './logged-on-words';
import { machineBlock, oneAction } from './machine-blocks';
import { shown } from './names';
import { partAlone } from './part-alone';
import { askedItem } from './request-items';

const MOST_OPEN = 8;
const MOST_RECENT = 6;
const MOST_REQUESTS = 6;
const LONGEST_ITEM = 420;

/** The requests that an answer about a machine shows, so that only their cards are looked up. */
export const requestsOnMachine = ({ requests, picture, unsettled }: MachineStory): readonly string[] => {
  const ours = [...picture.held, ...picture.lifted].flatMap((one) => one.ours ?? []);
  const dossiers = [...ours, ...unsettled].map(({ dossier }) => dossier);
  return [...new Set([...dossiers, ...requests.slice(0, MOST_REQUESTS)].map(({ request }) => request.id))];
};

const containmentItems = (story: MachineStory, links: CardLinks): readonly Phrase[] => {
  const { picture, unsettled, defender } = story;
  const facts = { links, isListRead: defender.kind === 'read' };
  const lifted = picture.lifted.map(
    (one): Phrase => ['Lifted by Defender itself after 7 days, so not any more: ', ...containmentWords(one, facts)],
  );
  const none: Phrase = ['Not known to be isolated or restricted now.'];
  return [
    ...(picture.held.length === 0 ? [none] : picture.held.map((one) => containmentWords(one, facts))),
    ...unsettled.map((one): Phrase => ['Not known: ', ...unsettledWords(one, links)]),
    ...lifted,
  ].map((item) => cutPhrase(item, LONGEST_ITEM));
};

const actionItems = ({ defender }: MachineStory): readonly Phrase[] => {
  if (defender.kind === 'away') return [];
  const open = defender.actions.filter((action) => !isFinal(action));
  const recent = defender.actions.filter(isFinal);
  const more = open.length - MOST_OPEN;
  const item =
    (before: string) =>
    (action: MachineAction): Phrase =>
      cutPhrase([{ strong: before }, ...oneAction(action)], LONGEST_ITEM);
  if (defender.actions.length === 0) return [['None, as far as Defender’s list goes back.']];
  return [
    ...open.slice(0, MOST_OPEN).map(item('Open: ')),
    ...(more > 0 ? [[`${more} more are open; the Action center of the Defender portal lists them.`]] : []),
    ...recent.slice(0, MOST_RECENT).map(item('Done: ')),
  ];
};

const requestItems = (story: MachineStory, links: CardLinks, look: Look): readonly Phrase[] => {
  const { requests, machine } = story;
  const item = (dossier: Dossier): Phrase =>
    cutPhrase(askedItem(dossier, { machineId: machine.id, links, look }), LONGEST_ITEM);
  const more = requests.length - MOST_REQUESTS;
  return [
    ...requests.slice(0, MOST_REQUESTS).map(item),
    ...(more > 0
      ? [[`${more} or more are left out here; `, { code: `/defender history ${shown(machine.name)}` }, ' tells them.']]
      : []),
  ];
};

interface Asked {
  /** The name or the address that somebody typed. */
  readonly asked: string;
  readonly story: MachineStory;
  readonly loggedOn: LoggedOn;
}

/** What is known of one machine: its facts, whether it is contained, what is open on it, what was asked for it. */
export const machineMessage = ({ asked, story, loggedOn }: Asked, links: CardLinks, look: Look): Message => {
  const { machine } = story;
  const title: Phrase = [
    { strong: shown(machine.name) },
    ', id ',
    { code: shown(machine.id) },
    ', ',
    { url: look.portalLink(machine.id), words: 'open in the Defender portal' },
  ];
  const standing = [title, ...movedWords(asked, machine), ...partAlone(story.defender)];
  const users = loggedOnItems(loggedOn);
  const lists = [
    { id: 'contained', title: 'Contained', items: containmentItems(story, links) },
    { id: 'actions', title: 'Machine Actions in Defender, newest first', items: actionItems(story) },
    { id: 'requests', title: 'Asked through Twokey, newest first', items: requestItems(story, links, look) },
    { id: 'logged-on', title: 'Logged on, latest first', items: users ?? [] },
  ].filter(({ items }) => items.length > 0);
  const said = [...standing, ...lists.flatMap(({ title: heading, items }) => [[heading], ...items]), blindSpots];
  const facts: readonly KnownBlock[] = [machineBlock('machine', { machine })];
  return {
    text: cutEscaped(said.map(spoken).join('\n'), limits.text),
    blocks: [
      richBlock('standing', ...standing),
      ...facts,
      ...lists.map(({ id, title: heading, items }) => listBlock(id, [{ strong: heading }], items)),
      richBlock('end', blindSpots),
    ],
  };
};
