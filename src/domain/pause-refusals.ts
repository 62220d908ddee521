import type { Audience } from './audience';
import type { Instant } from './instant';
import type { Words } from './refusal-words';

/** Why sending is not paused or resumed. */
export const pauseRefusals = {
  'no-reason': (): Words => ({
    says: 'A pause needs its reason: everybody whose request waits will read it.',
    next: 'Type /defender pause and, behind it, why.',
  }),
  'not-allowed-to-pause': (who: Audience): Words => ({
    says: 'The policy does not make you an approver of anything, and only approvers can pause and resume sending.',
    next: 'Ask one of them; if none can be reached, whoever runs Twokey can stop it.',
    who,
  }),
  'already-paused': (by: string, at: Instant): Words => ({
    says: `Nothing is being sent to Defender: ${by} has paused it.`,
    next: 'When it is safe to go on, two approvers type /defender resume.',
    at,
  }),
  'not-paused': (): Words => ({
    says: 'Sending to Defender is not paused.',
    next: 'Nothing needs to be done: what is approved is being sent.',
  }),
  'later-pause': (by: string, at: Instant): Words => ({
    says: `That was about the time before ${by} paused sending, and does not count for this pause.`,
    next: 'Read why it was paused. When it is safe to go on, type /defender resume or press Resume on the newest notice.',
    at,
  }),
  'unknown-pause': (): Words => ({
    says: 'This button does not belong to a pause as it is stored; nothing was done.',
    next: 'When it is safe to go on, type /defender resume.',
  }),
  'not-the-notice': (): Words => ({
    says: 'This is not the notice of the pause, only a copy; its button does nothing.',
    next: 'When it is safe to go on, press Resume on the notice itself, or type /defender resume.',
  }),
  'resume-already-asked': (): Words => ({
    says: 'You have already said that sending may go on.',
    next: 'It takes a second approver: one of them types /defender resume, or presses Resume.',
  }),
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
