import type { Words } from './refusal-words';

/** Why what comes after an action (again, for a time, undone) is not to be had. */
export const afterRefusals = {
  'not-yours-to-ask-again': (name: string): Words => ({
    says: `Only ${name}, who asked for this, can ask again with this button.`,
    next: 'If you may ask for actions yourself, type the command that the thread names.',
  }),
  'asked-again': (requestId: string): Words => ({
    says: `This has been asked again already: request ${requestId}.`,
    next: 'Follow it there.',
    requestId,
  }),
  'nothing-to-ask-again': (requestId: string): Words => ({
    says: `Request ${requestId} has not ended, or came to what was asked for, so there is nothing to ask again.`,
    next: 'The card shows where it stands; type /defender to ask for something.',
    requestId,
  }),
  'nothing-to-undo': (requestId: string): Words => ({
    says: `Request ${requestId} has left nothing that could be undone: it has not succeeded, or was undone since.`,
    next: 'The card shows where it stands; type /defender to ask for something.',
    requestId,
  }),
  'time-out-of-range': ({
    asked,
    least,
    most,
    isLiftedThen,
  }: {
    readonly asked: string;
    readonly least: string;
    readonly most: string;
    /** The longest is when Defender lifts it by itself. */
    readonly isLiftedThen: boolean;
  }): Words => ({
    says: `A time of ${asked} cannot be asked for: it takes at least ${least} and at most ${most}${isLiftedThen ? ', when Defender lifts it by itself' : ''}.`,
    next: 'Name a time in between, or leave “for” and the time out: it then lasts until somebody undoes it.',
  }),
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
