import { isMachineId, type Machine } from '../domain/machine';
import type { Home } from '../domain/person';
import { isRefusal, type Refusal, refuse } from '../domain/refusal';
import { establishInsider } from './insider';
import type { Told } from './question-intake';
import type { KeptDirectory } from './kept-directory';
import type { StoryFound } from './machine-story';
import type { Log, PolicySource } from './ports';
import type { QuestionLimit } from './question-limit';
import type { MachineCache, Store } from './storage';

/**
 * The story of one request, or of a machine where there is no request of that id; for those who may ask or approve. Who
 * asks is established first, so that nobody else learns which requests and machines there are. Only a machine costs
 * Defender a read, and counts as a question. Rejects with a `Fault` when it cannot be told.
 */
export const createHistory = (needs: {
  readonly store: Pick<Store, 'dossier' | 'eventsOf'>;
  readonly machines: Pick<MachineCache, 'known'>;
  readonly machineStory: (name: string) => Promise<StoryFound>;
  readonly questionLimit: QuestionLimit;
  readonly directory: KeptDirectory;
  readonly policy: PolicySource;
  readonly home: () => Home;
  readonly log: Log;
}): ((personId: string, subject: string) => Promise<Told>) => {
  const { store, machines, directory, policy, log } = needs;

  const refused = (refusal: Refusal): Told => ({ kind: 'refused', refusal });

  const ofRequest = async (personId: string, subject: string): Promise<Told | null> => {
    const requestId = subject.toUpperCase();
    // The events first: a state may be ahead of the story that is told of it, and never behind.
    const events = await store.eventsOf(requestId);
    const dossier = await store.dossier(requestId);
    if (dossier === null) return null;
    log.info('history.told', { requestId, by: personId });
    const namesakes: readonly Machine[] = await machines.known({ names: [subject], addresses: [] }, 1);
    return { kind: 'history', dossier, events, namesake: namesakes[0] ?? null };
  };

  const ofMachine = async (personId: string, name: string): Promise<Told> => {
    const tooMany = needs.questionLimit(personId);
    if (tooMany !== null) return refused(tooMany);
    const found = await needs.machineStory(name);
    switch (found.kind) {
      case 'unknown':
        return refused(
          isMachineId(name) ? refuse('machine-not-found', name, found.near) : refuse('no-history', name, found.near),
        );
      case 'several':
        return found;
      case 'story':
        log.info('history.told', { machineId: found.story.machine.id, by: personId });
        return { kind: 'machine-history', story: found.story };
    }
  };

  return async (personId, subject) => {
    const insider = await establishInsider(directory, needs.home(), policy.current(), personId);
    if (isRefusal(insider)) return refused(insider);
    return (await ofRequest(personId, subject)) ?? (await ofMachine(personId, subject));
  };
};
