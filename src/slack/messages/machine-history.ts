import { isOfRun } from '../../domain/containment';
import type { MachineAction } from '../../domain/machine-action';
import { markedRequest } from '../../domain/mark';
import type { MachineStory } from '../../flow/machine-story';
import { limits } from '../block-kit/limits';
import type { Message } from '../block-kit/message';
import { cutPhrase, type Phrase, spoken } from '../block-kit/phrase';
import { listBlock, richBlock } from '../block-kit/rich-block';
import { cutEscaped } from '../block-kit/text';
import type { Look } from '../look';
import { movedWords } from './candidates';
import type { CardLinks } from './held-words';
import { oneAction } from './machine-blocks';
import { leftOut } from './left-out';
import { shown } from './names';
import { partAlone } from './part-alone';
import { askedItem } from './request-items';

const MOST_REQUESTS = 14;
const MOST_ACTIONS = 14;
const LONGEST_ITEM = 380;

/** The requests that a machine's history shows, so that only their cards are looked up. */
export const requestsInHistory = ({ requests }: MachineStory): readonly string[] =>
  requests.slice(0, MOST_REQUESTS).map(({ request }) => request.id);

/** Whose a Machine Action is: by our record, not by what a comment says of itself. */
const ownerWords = (action: MachineAction, { requests }: MachineStory): string => {
  const own = requests.find(({ runs }) => runs.some((run) => isOfRun(action, run)));
  if (own !== undefined) return `, through Twokey: request ${shown(own.request.id)}`;
  const marked = markedRequest(action);
  return marked === null
    ? ', not through Twokey'
    : `, with the mark of request ${shown(marked)}, which is not among those above`;
};

/** What was asked and done on a machine, by the name or the address that somebody typed: through Twokey, and what Defender has of it. */
export const machineHistoryMessage = (
  { asked: typed, story }: { readonly asked: string; readonly story: MachineStory },
  links: CardLinks,
  look: Look,
): Message => {
  const { machine, requests, defender } = story;
  const actions = defender.kind === 'read' ? defender.actions : [];
  const title: Phrase = [
    { strong: `History of ${shown(machine.name)}` },
    ', id ',
    { code: shown(machine.id) },
    ', ',
    { url: look.portalLink(machine.id), words: 'open in the Defender portal' },
  ];
  const standing = [title, ...movedWords(typed, machine), ...partAlone(defender)];
  const asked = requests
    .slice(0, MOST_REQUESTS)
    .map((dossier) => cutPhrase(askedItem(dossier, { machineId: machine.id, links, look }), LONGEST_ITEM));
  const done = actions
    .slice(0, MOST_ACTIONS)
    .map((action) => cutPhrase([...oneAction(action), ownerWords(action, story)], LONGEST_ITEM));
  const lists = [
    {
      id: 'asked',
      title: 'Asked through Twokey, newest first (source: Twokey’s record)',
      items: [
        ...(asked.length === 0 ? [['Nothing.']] : asked),
        ...leftOut(requests, MOST_REQUESTS, ['whoever runs Twokey can export them']),
      ],
    },
    {
      id: 'done',
      title: 'Machine Actions, newest first (source: Defender’s list)',
      items:
        defender.kind === 'away'
          ? []
          : [
              ...(done.length === 0 ? [['None, as far as Defender’s list goes back.']] : done),
              ...leftOut(actions, MOST_ACTIONS, ['the Action center of the Defender portal lists them']),
            ],
    },
  ].filter(({ items }) => items.length > 0);
  const end: Phrase = [
    'The story of one request, entry by entry: ',
    { code: '/defender history REQUEST' },
    '. What the machine is held in now: ',
    { code: `/defender machine ${shown(machine.name)}` },
    '.',
  ];
  const said = [...standing, ...lists.flatMap(({ title: heading, items }) => [[heading], ...items]), end];
  return {
    text: cutEscaped(said.map(spoken).join('\n'), limits.text),
    blocks: [
      richBlock('standing', ...standing),
      ...lists.map(({ id, title: heading, items }) => listBlock(id, [{ strong: heading }], items)),
      richBlock('end', end),
    ],
  };
};
