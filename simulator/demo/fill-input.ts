import { textIn } from '../slack/json';
import { type Input, inputsOf } from '../slack/people/fill-view';
import { optionsOf, wordsOf } from '../slack/people/find-control';
import type { Person } from '../slack/people/person';
import type { View } from '../slack/workspace/views';

const isSame = (a: string, b: string): boolean => a.toLowerCase() === b.toLowerCase();

/** The one input that is called so, or whose label alone holds these words. */
const inputNamed = (view: View, label: string): Input => {
  const inputs = inputsOf(view);
  const holding = inputs.filter((input) => input.label.toLowerCase().includes(label.toLowerCase()));
  const found = inputs.find((input) => isSame(input.label, label)) ?? (holding.length === 1 ? holding[0] : undefined);
  if (found !== undefined) return found;
  throw new Error(
    `No one input is called '${label}'; there is: ${inputs.map((input) => input.label).join(', ') || 'none'}`,
  );
};

/** What a search in an external menu gives for the words; throws with what it offers when they do not single one out. */
const searched = async (person: Person, view: View, label: string, words: string): Promise<string> => {
  const offered = await person.suggest(view, label, words);
  const exact = offered.find(({ text, value }) => isSame(text, words) || isSame(value, words));
  const [first, second] = offered;
  if (exact !== undefined) return exact.value;
  if (first !== undefined && second === undefined) return first.value;
  const list = offered.map(({ text }) => text).join(' | ');
  throw new Error(list === '' ? `'${label}' offers nothing for '${words}'` : `'${label}' offers several: ${list}`);
};

/** Fills one input of a form by its label, however that is written; throws where Slack's client would not let it. */
export const fillInput = async (person: Person, view: View, label: string, words: string): Promise<View> => {
  const input = inputNamed(view, label);
  const type = textIn(input.element.type);
  if (words !== '' && type === 'external_select') {
    return person.fill(view, { [input.label]: await searched(person, view, input.label, words) });
  }
  const options = optionsOf(input.element).map((option) => wordsOf(option.text));
  const asOffered = (entry: string) => options.find((each) => isSame(each, entry)) ?? entry;
  const isMany = type === 'checkboxes' || type.startsWith('multi_');
  const entry = isMany ? words.split(',').map((each) => asOffered(each.trim())) : asOffered(words);
  return person.fill(view, { [input.label]: entry });
};
