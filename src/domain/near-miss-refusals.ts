import type { Words } from './refusal-words';

/** Why nothing is guessed: the word behind the machine is almost something that is said there. */
export const nearMissRefusals = {
  'time-without-for': (typed: string, spelled: string, verb: string): Words => ({
    says: `“${typed}” right behind the machine may be how long this is wanted for, or begin the comment. Twokey does not guess.`,
    next: `Wanted for ${spelled}? Type /defender ${verb} MACHINE for ${typed}, and why. Does it belong to the comment? Put it further on in it.`,
  }),
  'nearly-a-choice': (typed: string, choice: string, verb: string): Words => ({
    says: `“${typed}” right behind the machine is almost “${choice}”, but not quite. Twokey does not guess.`,
    next: `Is “${choice}” meant? Type /defender ${verb} MACHINE ${choice}, and why. Does it belong to the comment? Put it further on in it.`,
  }),
} as const satisfies Readonly<Record<string, (...args: never[]) => Words>>;
