import { type Audience, isSameAudience } from '../../domain/audience';
import { approvalsGiven, placesNeeded } from '../../domain/request';
import type { Dossier } from '../../domain/reviewing';
import type { Part, Phrase } from '../block-kit/phrase';
import { escapeMrkdwn, oneLine } from '../block-kit/text';
import { groupToken, userToken } from '../block-kit/tokens';
import { namesOf, oneOf } from './names';

const MOST_NAMED = 10;

/** Approvals given and needed, and by whom. */
export const approvalWords = ({ request, reviews }: Dossier): Phrase => {
  const approvers = reviews.filter((review) => review.decision === 'approved').map((review) => review.person);
  return [
    { strong: 'Approvals: ' },
    `${approvalsGiven(reviews)} of ${request.terms.places.length} given`,
    approvers.length === 0 ? '' : `, by ${namesOf(approvers)}`,
  ];
};

interface Need {
  readonly audience: Audience;
  readonly count: number;
}

const needsOf = ({ request, reviews }: Dossier): readonly Need[] => {
  const missing = placesNeeded(request, reviews).flatMap((place) => request.terms.places[place] ?? []);
  const isFirst = (audience: Audience, index: number) =>
    missing.findIndex((other) => isSameAudience(other, audience)) === index;
  return missing.filter(isFirst).map((audience) => ({
    audience,
    count: missing.filter((other) => isSameAudience(other, audience)).length,
  }));
};

const named = (ids: readonly string[], name: (id: string) => string): readonly string[] => [
  ...ids.slice(0, MOST_NAMED).map(name),
  ...(ids.length > MOST_NAMED ? [`${ids.length - MOST_NAMED} others`] : []),
];

/**
 * Whose approvals are still missing, as markup. Everybody is mentioned at most once, and only where the terms say so: a
 * mention notifies on the first posting, and never on a redraw. Null when the request is decided.
 */
export const missingApprovals = (dossier: Dossier): string | null => {
  const { status, terms } = dossier.request;
  if (status !== 'pending') return null;
  const mentioned = new Set<string>();
  const nameBy = (kind: string, mention: (id: string) => string) => (id: string) => {
    if (!terms.mention || mentioned.has(id)) return `${kind} ${escapeMrkdwn(oneLine(id))}`;
    mentioned.add(id);
    return mention(id);
  };
  const lines = needsOf(dossier).map(({ audience, count }) => {
    const groups = named(audience.usergroups, nameBy('user group', groupToken));
    const users = named(audience.users, nameBy('user', userToken));
    return `${count} from ${oneOf([...groups, ...users]) || 'nobody: the policy names no one'}`;
  });
  return lines.length === 0 ? null : `*Still needed:* ${lines.join('; ')}`;
};

const MOST_IN_LIST = 3;

const anyOf = ({ usergroups, users }: Audience): Phrase => {
  const all: readonly Part[] = [
    ...usergroups.map((group): Part => ({ group })),
    ...users.map((user): Part => ({ user, name: `user ${user}` })),
  ];
  if (all.length === 0) return ['nobody: the policy names no one'];
  const more = all.length - MOST_IN_LIST;
  const listed = all.slice(0, MOST_IN_LIST).flatMap((one, index): Part[] => (index === 0 ? [one] : [' or ', one]));
  return more > 0 ? [...listed, ` or ${more} others`] : listed;
};

/** Whose approvals a request waits for, for an answer that one person sees: nobody is notified. Nothing once it is decided. */
export const waitsForWords = (dossier: Dossier): Phrase => {
  if (dossier.request.status !== 'pending') return [];
  return needsOf(dossier).flatMap(
    ({ audience, count }, index): Phrase => [
      index === 0 ? `. Still needed: ${count} from ` : `; ${count} from `,
      ...anyOf(audience),
    ],
  );
};
