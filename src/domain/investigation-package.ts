import { actionOf } from './catalogue';
import type { LoggedEvent, UnreadEvent } from './event';
import type { Instant } from './instant';
import { type Refusal, refuse } from './refusal';
import type { Dossier } from './reviewing';
import type { Run } from './run';

/** The runs of a request whose package is ready in Defender. */
export const runsWithPackage = ({ request, runs }: Pick<Dossier, 'request' | 'runs'>): readonly Run[] =>
  actionOf(request.verb).gives === 'package'
    ? runs.filter((run) => run.status === 'succeeded' && run.machineActionId !== null)
    : [];

/** Why somebody does not get a link to a package of this request; null when they do: who asked, and who approved. */
export const refusePackage = (dossier: Dossier, personId: string): Refusal | null => {
  const { request, reviews } = dossier;
  const approvers = reviews.filter(({ decision }) => decision === 'approved').map(({ person }) => person.id);
  const people = [request.requestor.id, ...approvers];
  if (!people.includes(personId)) return refuse('package-not-for-you', { usergroups: [], users: people });
  return runsWithPackage(dossier).length === 0 ? refuse('no-package', request.id) : null;
};

/** Which packages somebody is given next: those first that they have not been given, then those of longest ago. */
export const nextPackages = (
  dossier: Dossier,
  personId: string,
  events: readonly (LoggedEvent | UnreadEvent)[],
): readonly Run[] => {
  const givenAt = new Map<string, Instant>();
  for (const event of events) {
    if (event.happening.kind !== 'package-link' || !('actor' in event) || event.actor?.id !== personId) continue;
    givenAt.set(event.runId ?? '', event.at);
  }
  return runsWithPackage(dossier).toSorted((a, b) => (givenAt.get(a.id) ?? 0) - (givenAt.get(b.id) ?? 0));
};
