import type { KnownBlock } from '@slack/types';
import type { Containment } from '../../domain/containment';
import type { InsiderPage } from '../../flow/home-page';
import { cutPhrase, type Phrase } from '../block-kit/phrase';
import { listBlock } from '../block-kit/rich-block';
import { containmentWords } from '../messages/held-words';
import { shown } from '../messages/names';
import { permalink } from '../web-api/permalink';
import type { HomeLook } from './home-requests';

const LONGEST_ITEM = 420;
const more: Phrase = [{ code: '/defender contained' }, ' tells all of it, and what is not known.'];

type AtHome = InsiderPage['contained'];

/** How many there are; no number where nobody has said yet that there are none. */
const titleOf = ({ total, unsettled, list }: AtHome): string => {
  if (list.kind === 'read' && unsettled === 0) return `Contained now (${total})`;
  return list.kind === 'reading' && total === 0 ? 'Contained now' : `Contained now (${total} known of)`;
};

/** What Defender's list adds, and as of when, or why it adds nothing. */
const listWords = ({ total, list }: AtHome): Phrase => {
  switch (list.kind) {
    case 'read':
      return ['What Defender lists was looked up ', { date: list.at }, '. ', ...more];
    case 'away':
      return [
        'This is Twokey’s part alone: Defender could not be asked. ',
        { code: '/defender contained' },
        ' says why; Twokey tries again by itself.',
      ];
    case 'reading':
      return [
        total === 0
          ? 'Being looked up: Twokey’s own record shows nothing, and Defender is being asked.'
          : 'So far this is Twokey’s part alone: what Defender lists is being looked up.',
      ];
  }
};

const unsettledWords = ({ unsettled }: AtHome): readonly Phrase[] =>
  unsettled === 0
    ? []
    : [
        [
          { strong: 'Not known: ' },
          unsettled === 1
            ? 'whether one action of Twokey contained its machine, or let it go. '
            : `whether ${unsettled} actions of Twokey contained their machines, or let them go. `,
          { code: '/defender contained' },
          ' says which, and how to settle it.',
        ],
      ];

/** Whether a list that does not show a containment was read late enough to say so. */
const isListedBy = ({ since }: Containment, { list }: AtHome): boolean =>
  list.kind === 'read' && (since ?? 0) <= list.at;

/** What is isolated or restricted now, the newest of it. */
export const containedBlocks = (contained: AtHome, { workspaceUrl }: HomeLook): readonly KnownBlock[] => {
  const { held, total } = contained;
  const links = new Map(
    held.flatMap(({ containment: { ours }, card }) =>
      ours === null || card === null || workspaceUrl === null
        ? []
        : [
            [
              ours.dossier.request.id,
              permalink(workspaceUrl, { ...card, thread: ours.dossier.request.thread }),
            ] as const,
          ],
    ),
  );
  const items = held.map(({ containment }): Phrase => {
    const name = shown(containment.machineName ?? containment.machineId);
    const how = { links, isListRead: isListedBy(containment, contained) };
    return cutPhrase([{ strong: name }, ': ', ...containmentWords(containment, how)], LONGEST_ITEM);
  });
  const left = total - items.length;
  const last: Phrase = [left > 0 ? `${left} more are not shown here. ` : '', ...listWords(contained)];
  return [listBlock('contained', [{ strong: titleOf(contained) }], [...items, ...unsettledWords(contained), last])];
};
