import type { NotSent } from './event';
import { type Instant, spellDuration } from './instant';
import { forMachines } from './machine-refusals';
import { isStricter, type Terms } from './policy';
import type { Request } from './request';
import type { Ruling } from './ruling';

/**
 * By when an approved request must be sent: the moment that was fixed at the approval, or the one that today's terms
 * would have set, whichever comes first.
 */
export const sendByUnder = (request: Request, today: Terms): Instant =>
  (request.sendBy ?? 0) - Math.max(0, request.terms.sendWithinMs - today.sendWithinMs);

const namesIn = ({ rules }: Terms): string =>
  rules.map(({ name, machines }) => `“${name}”${forMachines(machines)}`).join(', ');

/** Why approvals under the fixed terms do not suffice for today's, in words; null where they do. */
export const whyNotEnough = (today: Terms, fixed: Terms): string | null => {
  if (!isStricter(today, fixed)) return null;
  const names = namesIn(today);
  if (names !== '') return `These rules apply now: ${names}.`;
  const [now, before] = [today.places.length, fixed.places.length];
  return now > before ? `It takes ${now} approvals now, not ${before}.` : 'The approvers are others now.';
};

/**
 * What today's ruling holds against sending what was approved under earlier terms; null: nothing. That the fixed time is
 * over is no objection: it ends the request by itself.
 */
export const objectionTo = (request: Request, { refusal, terms }: Ruling, now: Instant): NotSent | null => {
  if (refusal !== null) return { reason: 'not-allowed', words: refusal.says, next: refusal.next };
  const why = whyNotEnough(terms, request.terms);
  if (why !== null) return { reason: 'stricter', words: why };
  if (now < sendByUnder(request, terms) || now >= (request.sendBy ?? 0)) return null;
  const within = `It had to be sent within ${spellDuration(terms.sendWithinMs)} of its approval`;
  const names = namesIn(terms);
  const words = names === '' ? `${within} by today’s policy.` : `${within}; these rules apply now: ${names}.`;
  return { reason: 'stricter', words };
};
