import { actionOf, choiceOf } from '../../domain/catalogue';
import type { Request } from '../../domain/request';
import type { Run } from '../../domain/run';
import type { Phrase } from '../block-kit/phrase';
import { oneLine } from '../block-kit/text';

/** What the action does to the machine, with the parameter as Twokey understood it. */
export const effectWords = ({ verb, parameter }: Pick<Request, 'verb' | 'parameter'>): Phrase => {
  const action = actionOf(verb);
  const choice = choiceOf(verb, parameter);
  return [
    { strong: 'What it does: ' },
    action.effect,
    ...(action.parameter === null || choice === null
      ? []
      : [' ', { strong: `${action.parameter.label}: ${choice.word}` }, ` (${choice.meaning}).`]),
  ];
};

/** Which Machine Action a request to cancel is about; null where it is about a machine. */
export const subjectWords = ({ subject, situation }: Run): Phrase | null => {
  if (subject === null) return null;
  const known = [...situation.open, ...situation.recent].find((action) => action.id === subject.machineActionId);
  return [
    { strong: 'Machine Action to cancel: ' },
    known === undefined ? 'type unknown' : oneLine(known.type),
    ', ',
    { code: oneLine(subject.machineActionId) },
    ', created ',
    { date: subject.createdAt },
  ];
};
