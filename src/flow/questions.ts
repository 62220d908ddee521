import type { Machine } from '../domain/machine';
import type { Home } from '../domain/person';
import { isRefusal, type Refusal, refuse } from '../domain/refusal';
import type { ContainedNow } from './contained';
import { establishInsider } from './insider';
import type { KeptDirectory } from './kept-directory';
import type { LoggedOn } from './logged-on';
import type { MachineStory, StoryFound } from './machine-story';
import type { Log, PolicySource } from './ports';
import type { QuestionLimit } from './question-limit';

/** What somebody hears who asks what is contained. */
export type ContainedTold =
  | { readonly kind: 'contained'; readonly now: ContainedNow }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What somebody hears who asks about a machine. */
export type MachineTold =
  | { readonly kind: 'machine'; readonly story: MachineStory; readonly loggedOn: LoggedOn }
  | { readonly kind: 'several'; readonly candidates: readonly Machine[] }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Questions about machines, for those who may ask or approve. Every question counts against its person's limit, whoever
 * they are; then it is established who asks, and only then is Defender read, so that nobody else learns which machines
 * there are, or costs it a read. They reject with a `Fault` when that, or the answer, cannot be had.
 */
export const createQuestions = (needs: {
  readonly containedNow: () => Promise<ContainedNow>;
  readonly machineStory: (name: string) => Promise<StoryFound>;
  readonly loggedOn: (machineId: string) => Promise<LoggedOn>;
  readonly questionLimit: QuestionLimit;
  readonly directory: KeptDirectory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly log: Log;
}) => {
  const { directory, policy, log } = needs;

  /** Counts a question, and says why it is not answered; null when it is. */
  const refuseAsking = async (personId: string): Promise<Refusal | null> => {
    const tooMany = needs.questionLimit(personId);
    if (tooMany !== null) return tooMany;
    const insider = await establishInsider(directory, needs.home(), policy.current(), personId);
    return isRefusal(insider) ? insider : null;
  };

  return {
    contained: async (personId: string): Promise<ContainedTold> => {
      const refusal = await refuseAsking(personId);
      if (refusal !== null) return { kind: 'refused', refusal };
      const now = await needs.containedNow();
      log.info('contained.told', { by: personId, held: now.held.length, defender: now.defender.kind });
      return { kind: 'contained', now };
    },
    machine: async (personId: string, name: string): Promise<MachineTold> => {
      const refusal = await refuseAsking(personId);
      if (refusal !== null) return { kind: 'refused', refusal };
      const found = await needs.machineStory(name);
      switch (found.kind) {
        case 'unknown':
          return { kind: 'refused', refusal: refuse('machine-not-found', name, found.near) };
        case 'several':
          return found;
        case 'story': {
          const { story } = found;
          const loggedOn = await needs.loggedOn(story.machine.id);
          log.info('machine.told', { machineId: story.machine.id, by: personId, loggedOn: loggedOn.kind });
          return { kind: 'machine', story, loggedOn };
        }
      }
    },
  };
};
