import type { KnownBlock, MrkdwnElement, PlainTextElement } from '@slack/types';
import type { Instant } from '../../domain/instant';
import { isOffline, type Machine } from '../../domain/machine';
import type { MachineAction, Situation } from '../../domain/machine-action';
import type { Run } from '../../domain/run';
import { limits } from '../block-kit/limits';
import type { Phrase } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cut, mrkdwn, oneLine, plain } from '../block-kit/text';
import { dateToken } from '../block-kit/tokens';
import { typeWords } from './machine-action-words';
import { shown } from './names';

const LONGEST_FACT = 300;
const MOST_OPEN = 5;
const DUPLICATE = 'Defender calls this record a potential duplicate';

const field = (label: string, fact: string | null): PlainTextElement =>
  plain(`${label}: ${fact === null ? 'unknown' : cut(oneLine(fact), LONGEST_FACT)}`, limits.field);

const tagsOf = (tags: readonly string[] | null): string | null => {
  if (tags === null) return null;
  if (tags.length === 0) return 'none';
  const all = tags.map(shown).join(', ');
  if (all.length <= LONGEST_FACT) return all;
  const fitting = tags.filter(
    (_, index) =>
      tags
        .slice(0, index + 1)
        .map(shown)
        .join(', ').length <
      LONGEST_FACT - 20,
  );
  return `${fitting.map(shown).join(', ')} and ${tags.length - fitting.length} more`;
};

const lastSeen = (at: Instant | null): MrkdwnElement =>
  mrkdwn(`Last seen: ${at === null ? 'unknown' : dateToken(at)}`, limits.field);

const fields = (machine: Machine): (PlainTextElement | MrkdwnElement)[] => [
  field('Machine', machine.isDuplicate ? `${shown(machine.name)} (${DUPLICATE})` : machine.name),
  field('OS', machine.os === null ? null : [machine.os, machine.osVersion ?? ''].join(' ')),
  field('Health', machine.health),
  lastSeen(machine.lastSeenAt),
  field('Risk', machine.risk),
  field('Exposure', machine.exposure),
  field('Value', machine.value),
  field('Group', machine.group),
  field('Tags', tagsOf(machine.tags)),
  field('Last IP address', machine.lastIp),
];

/** A Machine Action in a line: type, status, who started it, when, and its id. */
export const oneAction = (action: MachineAction): Phrase => [
  `${typeWords(action.type)}${action.scope === null ? '' : ` (${shown(action.scope)})`}: ${shown(action.status)}`,
  action.requestor === null ? '' : `, started by ${shown(action.requestor)}`,
  ...(action.createdAt === null ? [] : [', ', { date: action.createdAt }]),
  ', ',
  { code: shown(action.id) },
];

const situationItems = ({ open, recent, isolatedSince, restrictedSince }: Situation): readonly Phrase[] => [
  ...(isolatedSince === null ? [] : [[{ strong: 'Isolated since ' }, { date: isolatedSince }]]),
  ...(restrictedSince === null ? [] : [[{ strong: 'Restricted since ' }, { date: restrictedSince }]]),
  ...open.slice(0, MOST_OPEN).map((action): Phrase => [{ strong: 'Open: ' }, ...oneAction(action)]),
  ...(open.length > MOST_OPEN ? [[`and ${open.length - MOST_OPEN} more open Machine Actions`]] : []),
  ...recent.slice(0, MOST_OPEN).map((action): Phrase => ['Done lately: ', ...oneAction(action)]),
];

/** What else is open on the machine, and what was done to it, when the request was opened. */
export const situationBlock = (blockId: string, { machine, situation }: Run): KnownBlock => {
  const items = situationItems(situation);
  const title = `On ${shown(machine.name)} when this was asked`;
  return items.length === 0
    ? richBlock(blockId, [{ strong: `${title}: ` }, 'no Machine Action open, none recently'])
    : listBlock(blockId, [{ strong: title }], items);
};

/** A warning that the action may run days from now; nothing when the machine does not look offline. */
export const offlineWords = (run: Run, at: Instant): Phrase => {
  const { machine } = run;
  if (!isOffline(machine, at)) return [];
  return [
    { strong: 'Offline: ' },
    ...(machine.lastSeenAt === null ? ['last seen: unknown'] : ['last seen ', { date: machine.lastSeenAt }]),
    run.subject === null
      ? '; Defender keeps trying for 3 days, so this may run days from now.'
      : '; it may not hear of the cancellation for days.',
  ];
};

/** The machine as Defender knew it at that moment: on a card, when the request was opened. What is not known is called unknown. */
export const machineBlock = (blockId: string, { machine }: Pick<Run, 'machine'>): KnownBlock => ({
  type: 'section',
  block_id: blockId,
  fields: fields(machine),
});
