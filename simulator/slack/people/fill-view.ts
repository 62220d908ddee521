import { type JsonObject, objectIn, objectsIn, textIn } from '../json.js';
import { stateValues } from '../workspace/view-json.js';
import type { Entered, View } from '../workspace/views.js';
import { type Entry, enterValue, isEmptyValue } from './enter-value.js';
import { wordsOf } from './find-control.js';

/** What a person fills in, by the labels they read. */
export type Entries = Readonly<Record<string, Entry>>;

/** An input block of a modal. */
export type Input = { readonly block: JsonObject; readonly element: JsonObject; readonly label: string };

export const inputsOf = (view: View): readonly Input[] =>
  objectsIn(view.content.blocks)
    .filter((block) => block.type === 'input')
    .map((block) => ({ block, element: objectIn(block.element), label: wordsOf(block.label) }));

export const inputCalled = (view: View, label: string): Input => {
  const inputs = inputsOf(view);
  const found = inputs.find((input) => input.label === label);
  if (found !== undefined) return found;
  throw new Error(`There is no input '${label}'; there is: ${inputs.map((input) => input.label).join(', ') || 'none'}`);
};

/** What the modal holds once these entries are made; `suggestedTo` gives what an external menu last offered. */
export const filled = (
  view: View,
  entries: Entries,
  suggestedTo: (element: JsonObject) => readonly JsonObject[],
): Entered => {
  let entered = view.entered;
  for (const [label, entry] of Object.entries(entries)) {
    const { block, element } = inputCalled(view, label);
    const blockId = textIn(block.block_id);
    const value = enterValue(element, entry, label, suggestedTo(element));
    entered = { ...entered, [blockId]: { ...entered[blockId], [textIn(element.action_id)]: value } };
  }
  return entered;
};

/** Throws when a required input is empty, for Slack's client does not submit then. */
export const checkRequired = (view: View, entered: Entered): void => {
  const values = stateValues(objectsIn(view.content.blocks), entered);
  for (const { block, element, label } of inputsOf(view)) {
    const value = objectIn(objectIn(values[textIn(block.block_id)])[textIn(element.action_id)]);
    if (block.optional !== true && isEmptyValue(value)) {
      throw new Error(`Slack's client does not let this through: '${label}' is required`);
    }
  }
};
