import type { Containment, OurRun } from '../../domain/containment';
import type { ContainedNow } from '../../flow/contained';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { cutPhrase, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import { blindSpots, type CardLinks, containmentWords, unsettledWords } from './held-words';
import { leftOut } from './left-out';
import { shown } from './names';
import { partAlone } from './part-alone';

/** So that the whole of it stays below what Slack takes in one message. */
const MOST_HELD = 20;
const MOST_OTHERS = 4;
const LONGEST_ITEM = 420;

/** What a message about containment shows, so that only its cards are looked up. */
export const requestsShown = ({ held, lifted, unsettled }: ContainedNow): readonly string[] => {
  const ours = [...held.slice(0, MOST_HELD), ...lifted.slice(0, MOST_OTHERS)].flatMap(({ ours: asked }) => asked ?? []);
  const ids = [...ours, ...unsettled.slice(0, MOST_OTHERS)].map(({ dossier }) => dossier.request.id);
  return [...new Set(ids)];
};

const nameOf = ({ machineId, machineName }: Containment): string => shown(machineName ?? machineId);

const countOf = (held: readonly Containment[]): string => {
  const machines = new Set(held.map(({ machineId }) => machineId.toLowerCase())).size;
  if (machines === 0) return 'No machine is known to be isolated or restricted now.';
  return machines === 1
    ? '1 machine is isolated or restricted now.'
    : `${machines} machines are isolated or restricted now.`;
};

const elsewhere: Phrase = [
  { code: '/defender machine NAME' },
  ' tells each of them; the Action center of the Defender portal lists them all',
];

const readBack = ({ defender }: ContainedNow): readonly Phrase[] =>
  defender.kind === 'read'
    ? [['Defender’s list was read back to ', { date: defender.since }, '; Twokey’s record goes back to its first day.']]
    : [];

/** What is isolated or restricted now: since when, by whom, why, in which thread, and who says so. */
export const containedMessage = (now: ContainedNow, links: CardLinks): Message => {
  const { held, lifted, unsettled, defender } = now;
  const isListRead = defender.kind === 'read';
  const item = (one: Containment): Phrase =>
    cutPhrase([{ strong: nameOf(one) }, ': ', ...containmentWords(one, { links, isListRead })], LONGEST_ITEM);
  const liftedItem = (one: Containment): Phrase =>
    cutPhrase([{ strong: nameOf(one) }, ': was ', ...containmentWords(one, { links, isListRead })], LONGEST_ITEM);
  const unsettledItem = (one: OurRun): Phrase => cutPhrase(unsettledWords(one, links), LONGEST_ITEM);
  const lists = [
    {
      id: 'held',
      title: 'Newest first',
      items: [...held.slice(0, MOST_HELD).map(item), ...leftOut(held, MOST_HELD, elsewhere)],
    },
    {
      id: 'unsettled',
      title: 'Not known',
      items: [...unsettled.slice(0, MOST_OTHERS).map(unsettledItem), ...leftOut(unsettled, MOST_OTHERS, elsewhere)],
    },
    {
      id: 'lifted',
      title: 'Lifted by Defender itself after 7 days, so not isolated any more',
      items: [...lifted.slice(0, MOST_OTHERS).map(liftedItem), ...leftOut(lifted, MOST_OTHERS, elsewhere)],
    },
  ].filter(({ items }) => items.length > 0);
  const standing: readonly Phrase[] = [[{ strong: countOf(held) }], ...partAlone(defender)];
  const end = [blindSpots, ...readBack(now)];
  const said = [...standing, ...lists.flatMap(({ title, items }) => [[title], ...items]), ...end];
  return {
    text: cutEscaped(said.map(spoken).join('\n'), limits.text),
    blocks: [
      richBlock('standing', ...standing),
      ...lists.map(({ id, title, items }) => listBlock(id, [{ strong: title }], items)),
      richBlock('end', ...end),
    ],
  };
};
