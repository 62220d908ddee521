import { type JsonObject, objectIn, objectsIn, textIn } from '../json.js';
import { below, complain, type Place } from './rule.js';

/** The interactive elements of a block, and of the blocks in it. */
export const elementsOf = (block: JsonObject): readonly JsonObject[] => [
  ...objectsIn([block.accessory]),
  ...objectsIn([block.element]),
  ...(block.type === 'rich_text' ? [] : objectsIn(block.elements)),
  ...objectsIn(block.actions),
  ...objectsIn(block.child_blocks).flatMap(elementsOf),
];

const repeated = (names: readonly string[]): readonly string[] => [
  ...new Set(names.filter((name, index) => name !== '' && names.indexOf(name) !== index)),
];

/** What no single block can know: identifiers that repeat, and limits that hold for all blocks together. */
export const checkWhole = (blocks: readonly JsonObject[], place: Place): void => {
  for (const name of repeated(blocks.map((block) => textIn(block.block_id)))) {
    complain(place, `\`block_id\` must be unique: ${name}`);
  }
  blocks.forEach((block, index) => {
    for (const name of repeated(elementsOf(block).map((element) => textIn(element.action_id)))) {
      complain(below(place, index), `\`action_id\` must be unique within the block: ${name}`);
    }
  });
  const count = (type: string) => blocks.filter((block) => block.type === type).length;
  if (count('table') > 1) complain(place, 'only one table is allowed');
  const markdown = blocks.filter((block) => block.type === 'markdown').map((block) => textIn(block.text).length);
  if (markdown.reduce((sum, length) => sum + length, 0) > 12_000) {
    complain(place, 'markdown blocks must be less than 12001 characters together');
  }
  const focused = blocks.flatMap(elementsOf).filter((element) => element.focus_on_load === true);
  if (focused.length > 1) complain(place, 'only one element may have focus_on_load');
};

/** What Slack takes, but its guidance advises against. */
export const adviceOn = (blocks: readonly JsonObject[]): readonly string[] => {
  const buttons = blocks.flatMap(elementsOf).filter((element) => element.type === 'button');
  const primary = buttons.filter((button) => button.style === 'primary').length;
  return [
    ...(primary > 1 ? [`${primary} primary buttons, where one at most should be`] : []),
    ...buttons
      .map((button) => textIn(objectIn(button.text).text))
      .filter((label) => label.length > 30)
      .map((label) => `the button '${label}' is cut off at about 30 characters`),
  ];
};
