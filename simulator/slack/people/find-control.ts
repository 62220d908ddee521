import { elementsOf } from '../block-kit/whole-document.js';
import { type JsonObject, objectIn, objectsIn, textIn } from '../json.js';

/** A button, menu or menu entry, and the block it stands in. */
export type Control = {
  readonly block: JsonObject;
  readonly element: JsonObject;
  /** The chosen entry of an overflow menu. */
  readonly option?: JsonObject;
};

export const wordsOf = (textObject: unknown): string => textIn(objectIn(textObject).text);

/** Menu entries, grouped or not. */
export const optionsOf = (element: JsonObject): readonly JsonObject[] => [
  ...objectsIn(element.options),
  ...objectsIn(element.option_groups).flatMap((group) => objectsIn(group.options)),
];

const allControls = (blocks: readonly JsonObject[]): readonly Control[] =>
  blocks
    .flatMap((block) => [block, ...objectsIn(block.child_blocks)])
    .flatMap((block) =>
      elementsOf(block)
        .filter((element) => element.action_id !== undefined)
        .flatMap((element): readonly Control[] =>
          element.type === 'overflow'
            ? optionsOf(element).map((option) => ({ block, element, option }))
            : [{ block, element }],
        ),
    );

/** The names by which a person, or a test, may call a control. */
const namesOf = ({ block, element, option }: Control): readonly string[] =>
  option === undefined
    ? [wordsOf(element.text), wordsOf(element.placeholder), wordsOf(block.label), textIn(element.action_id)]
    : [wordsOf(option.text), `${textIn(element.action_id)}/${textIn(option.value)}`];

/**
 * Finds the one control that is called so by its visible words, or by its action_id. `beside` picks among several by words
 * in the same block.
 */
export const findControl = (blocks: readonly JsonObject[], name: string, beside?: string): Control => {
  const controls = allControls(blocks);
  const found = controls.filter(
    (control) =>
      namesOf(control).includes(name) && (beside === undefined || JSON.stringify(control.block).includes(beside)),
  );
  const [first, second] = found;
  if (first === undefined) {
    const offered = controls.map((control) => namesOf(control).find((each) => each !== '') ?? '?').join(', ');
    throw new Error(`There is no '${name}' to click here; there is: ${offered || 'nothing'}`);
  }
  if (second !== undefined) throw new Error(`There are ${found.length} controls called '${name}'; say beside what`);
  return first;
};
