import type { Parameter } from '../../domain/action';
import { actionOf, type Verb } from '../../domain/catalogue';
import { choiceOf, fileOf } from '../../domain/parameter';
import type { Request } from '../../domain/request';
import type { Dossier } from '../../domain/reviewing';
import { happenedAt, hasHappened, isOver, type Run } from '../../domain/run';
import { spellWantedFor } from '../../domain/wanted-for';
import type { Phrase } from '../block-kit/phrase';
import { oneLine } from '../block-kit/text';
import { typeWords } from './machine-action-words';

const parameterWords = (parameter: Parameter | null, verb: Verb, word: string | null): Phrase => {
  const choice = choiceOf(verb, word);
  const file = fileOf(verb, word);
  if (parameter === null) return [];
  if (choice !== null) return [' ', { strong: `${parameter.label}: ${choice.word}` }, ` (${choice.meaning}).`];
  return file === null ? [] : [' ', { strong: `${parameter.label}: ` }, { code: file }, '.'];
};

/** What the action does to the machine, with the parameter as Twokey understood it. */
export const effectWords = ({ verb, parameter }: Pick<Request, 'verb' | 'parameter'>): Phrase => {
  const action = actionOf(verb);
  return [{ strong: 'What it does: ' }, action.effect, ...parameterWords(action.parameter, verb, parameter)];
};

type Lasting = Pick<Dossier, 'runs' | 'undone'> & { readonly request: Pick<Request, 'verb' | 'forMs'> };

const REMINDS = '. Then Twokey reminds this thread; it never releases by itself.';
const LIFTED = '. Defender lifts it by itself then; Twokey reminds this thread a day before.';

const thenWords = (verb: Verb, forMs: number): string => (forMs === actionOf(verb).liftedAfterMs ? LIFTED : REMINDS);

/** Until when: of several machines each has its own time. Nobody is reminded of what was undone since. */
const untilWords = ({ runs, undone, request: { verb } }: Lasting, forMs: number): Phrase => {
  const [only] = runs;
  const since = runs.length === 1 && only !== undefined ? happenedAt(only) : null;
  const then = thenWords(verb, forMs);
  const isAllUndone = runs.length > 0 && runs.every(({ id }) => undone.includes(id));
  if (since !== null) return [', until ', { date: since + forMs }, isAllUndone ? '; it was undone since.' : then];
  if (isAllUndone) return ['; it was undone since.'];
  if (runs.every((run) => isOver(run) && !hasHappened(run))) return ['.'];
  return [`, counted from when ${runs.length > 1 ? 'each machine' : 'Defender'} reports that it is done${then}`];
};

/** How long it is wanted for, and what that means; null where nobody said. */
export const wantedForWords = (dossier: Lasting): Phrase | null => {
  const { forMs } = dossier.request;
  return forMs === null
    ? null
    : [{ strong: 'How long: ' }, `for ${spellWantedFor(forMs)}`, ...untilWords(dossier, forMs)];
};

/** Until when a run that took effect was asked for; nothing where nobody said. */
export const lastingWords = ({ request: { verb, forMs } }: Dossier, run: Run | null): Phrase => {
  const since = run === null ? null : happenedAt(run);
  return forMs === null || since === null
    ? []
    : [` It was asked for ${spellWantedFor(forMs)}: until `, { date: since + forMs }, thenWords(verb, forMs)];
};

/** Which Machine Action a request to cancel is about; null where it is about a machine. */
export const subjectWords = ({ subject, situation }: Run): Phrase | null => {
  if (subject === null) return null;
  const known = [...situation.open, ...situation.recent].find((action) => action.id === subject.machineActionId);
  return [
    { strong: 'Machine Action to cancel: ' },
    known === undefined ? 'type unknown' : typeWords(known.type),
    ', ',
    { code: oneLine(subject.machineActionId) },
    ', created ',
    { date: subject.createdAt },
  ];
};
