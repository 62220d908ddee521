import type { Words } from './refusal-words';

/** Why Twokey does not offer some things that Defender can do, or could. */
export const notOfferedRefusals = {
  'investigation-ended': (): Words => ({
    says: 'Automated investigations cannot be started by hand any more: Microsoft ended that on 1 September 2026.',
    next: 'Ask for a full scan instead, as Microsoft suggests: /defender scan MACHINE full and why.',
  }),
  'contain-not-offered': (): Words => ({
    says: 'Twokey does not contain machines that are not onboarded: Microsoft documents no way to release them by API, and Twokey starts nothing that it could not end.',
    next: 'Contain and release them in the Defender portal. An onboarded machine: /defender isolate MACHINE and why.',
  }),
  'live-response-not-offered': (): Words => ({
    says: 'Twokey does not do live response: its permission would let whoever holds it run anything, with system rights, on every machine.',
    next: 'Open a live response session in the Defender portal. To gather evidence, /defender collect MACHINE; to stop a file, /defender quarantine MACHINE SHA1.',
  }),
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
