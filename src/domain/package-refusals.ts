import type { Audience } from './audience';
import type { Instant } from './instant';
import type { Words } from './refusal-words';

/** Every reason for which somebody is given no link to an investigation package. */
export const packageRefusals = {
  'package-not-for-you': (who: Audience): Words => ({
    says: 'The link to the package is for whoever asked for it and whoever approved it.',
    next: 'Ask one of them, or ask for a package of your own with /defender collect.',
    who,
  }),
  'no-package': (requestId: string): Words => ({
    says: `Request ${requestId} has no package to give.`,
    next: 'The card shows where it stands.',
    requestId,
  }),
  'package-answered': (): Words => ({
    says: 'Twokey was restarted while it answered this click: it is not known whether the link has reached you.',
    next: 'If it has not, press Get the package again: links are kept nowhere.',
  }),
  'package-not-there': (): Words => ({
    says: 'Defender has no package for this Machine Action: it is not finished yet, or too old.',
    next: 'Try again in a few minutes. If it stays so, collect another one with /defender collect.',
  }),
  'package-later': (at: Instant): Words => ({
    says: 'Defender gives 2 links to packages a minute and 120 an hour, and these are given.',
    next: 'Press Get the package again then.',
    at,
  }),
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
