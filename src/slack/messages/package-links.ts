import type { PackageLinks } from '../../flow/intake';
import type { Message } from '../block-kit/message';
import type { Phrase } from '../block-kit/phrase';
import { shown } from './names';
import { whisperMessage } from './whisper';

type Links = Extract<PackageLinks, { readonly kind: 'links' }>;

const rest = ({ more, missing }: Links): readonly Phrase[] => {
  if (more === 0) return [];
  const when: Phrase = missing?.at === undefined ? [''] : [' from ', { date: missing.at }, ' on'];
  return [[`${more} more of this request: press Get the package again`, ...when, '.']];
};

/** The links to packages, for the one who asked. They are secret: nobody else sees this, and nothing keeps it. */
export const packageLinksMessage = (links: Links): Message =>
  whisperMessage({
    paragraphs: [
      ...links.links.map(
        ({ machine, url }): Phrase => [
          { strong: `Investigation package of ${shown(machine)}: ` },
          { url, words: 'download it' },
        ],
      ),
      [
        'Only you see this. The link works for a short time, for whoever has it: do not pass it on. Twokey does not keep it; that you got it is on record.',
      ],
      ...rest(links),
    ],
  });

/** Said in a message that Slack keeps, where what it does not keep could not be delivered. */
export const linksNotGivenMessage = (): Message =>
  whisperMessage({
    paragraphs: [
      [
        { strong: 'The link to the package could not be handed to you.' },
        ' Slack took no message that it does not keep, and the link is secret.',
      ],
      ['Press Get the package on the card again.'],
    ],
  });
