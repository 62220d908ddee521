import type { Audience } from '../../domain/audience';
import type { Happening } from '../../domain/event';
import { type Instant, spellDuration } from '../../domain/instant';
import type { Request } from '../../domain/request';
import type { Dossier } from '../../domain/reviewing';
import type { Part, Phrase } from '../block-kit/phrase';
import { escapeMrkdwn, oneLine } from '../block-kit/text';
import { dateToken, groupToken, userToken } from '../block-kit/tokens';
import { allOf } from './names';

type Escalated = Extract<Happening, { readonly kind: 'escalated' }>;

const isAnswered = ({ request, reviews }: Dossier): boolean => request.status !== 'pending' || reviews.length > 0;

/** People by their ids, so that nobody is notified. */
export const named = ({ usergroups, users }: Audience): string =>
  allOf([...usergroups.map((id) => `user group ${oneLine(id)}`), ...users.map((id) => `user ${oneLine(id)}`)]);

const mentioned = ({ usergroups, users }: Audience): Phrase => {
  const everybody: readonly Part[] = [
    ...usergroups.map((group): Part => ({ group })),
    ...users.map((user): Part => ({ user, name: `user ${oneLine(user)}` })),
  ];
  if (everybody.length === 0) return ['nobody, since the policy names no one'];
  return everybody.flatMap((one, index) =>
    index === 0 ? [one] : [index === everybody.length - 1 ? ' and ' : ', ', one],
  );
};

/** Calls others to a request that nobody has answered. Whoever would be called to one that was answered since is not. */
export const escalatedWords = ({ to, afterMs }: Escalated, dossier: Dossier): Phrase => {
  const waited = spellDuration(afterMs);
  return isAnswered(dossier)
    ? [`Nobody had answered for ${waited}. It was answered before ${named(to) || 'anybody'} could be called.`]
    : [{ strong: `Nobody has answered for ${waited}.` }, ' Please look at the card above.'];
};

const MOST_CALLED = 50;

/** Calls people, as markup that notifies where they are to be mentioned, and in plain words. */
export const callTo = (
  words: string,
  to: Audience,
  how: 'mentioned' | 'named',
): { readonly markup: string; readonly plain: string } => {
  const everybody = [...to.usergroups.map(groupToken), ...to.users.map(userToken)].slice(0, MOST_CALLED);
  const call = (who: string) => `${words}: ${who || 'nobody, since the policy names no one'}.`;
  const plain = call(named(to));
  return { markup: how === 'mentioned' ? call(allOf(everybody)) : escapeMrkdwn(plain), plain: escapeMrkdwn(plain) };
};

/** The call itself, as markup that notifies and in plain words; null where there is no need any more. */
export const callWords = (
  { to }: Escalated,
  dossier: Dossier,
): { readonly markup: string; readonly plain: string } | null =>
  isAnswered(dossier) ? null : callTo('Called now', to, 'mentioned');

/** That others were called, for a card that still waits. It is only ever said when a card is drawn again, which notifies nobody. */
export const calledWords = (dossier: Dossier): Phrase => {
  const { expiresAt, escalateAt, terms } = dossier.request;
  if (terms.escalation === null || isAnswered(dossier) || expiresAt === null || escalateAt !== null) return [];
  const { afterMs, to } = terms.escalation;
  return [` Nobody had answered for ${spellDuration(afterMs)}. Called as well: `, ...mentioned(to), '.'];
};

/** When others will be called, as markup; null when nobody will be. */
export const callAt = ({ status, terms, expiresAt, escalateAt }: Request, now: Instant): string | null => {
  if (status !== 'pending' || terms.escalation === null) return null;
  const at = expiresAt === null ? now + terms.escalation.afterMs : escalateAt;
  return at === null ? null : `Others are called if nobody has answered by ${dateToken(at)}`;
};
