import type { FaultFacts } from '../../domain/fault';
import type { Phrase } from '../block-kit/phrase';
import { faultWords, permissionWords } from './fault-words';

/** That Defender could not be asked, and what is missing for it; nothing where it was. */
export const partAlone = (
  defender: { readonly kind: 'read' } | { readonly kind: 'away'; readonly fault: FaultFacts },
): readonly Phrase[] =>
  defender.kind === 'read'
    ? []
    : [
        [
          { strong: 'This is Twokey’s part alone: ' },
          'Defender could not be asked, so what was done in the portal or by another app is missing. ',
          ...faultWords(defender.fault),
          ...permissionWords(defender.fault, []),
        ],
      ];
