import type { Happening } from '../../domain/event';
import type { Dossier } from '../../domain/reviewing';
import type { Phrase } from '../block-kit/phrase';
import { callTo, named } from './escalation-words';

type Reminded = Extract<Happening, { readonly kind: 'reminded' }>;

const isWaiting = ({ request }: Dossier): boolean => request.status === 'pending';

/** Says that little time is left. Nobody is reminded of what was decided since. */
export const remindedWords = ({ to, expiresAt }: Reminded, dossier: Dossier): Phrase =>
  isWaiting(dossier)
    ? [
        { strong: 'This still waits for approval' },
        ', and expires ',
        { date: expiresAt },
        '. Please look at the card above.',
      ]
    : [`It was decided before ${named(to) || 'anybody'} could be reminded of it.`];

/** The reminder itself, as markup that notifies where the terms let people be mentioned, and in plain words. */
export const remindWords = (
  { to }: Reminded,
  dossier: Dossier,
): { readonly markup: string; readonly plain: string } | null =>
  isWaiting(dossier) ? callTo('Can approve it', to, dossier.request.terms.mention ? 'mentioned' : 'named') : null;
