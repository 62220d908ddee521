import { elementsOf } from '../slack/block-kit/whole-document';
import { type JsonObject, objectIn, objectsIn, textIn } from '../slack/json';
import type { Message } from '../slack/workspace/messages';
import type { View } from '../slack/workspace/views';

const wordsOf = (value: unknown): string => textIn(objectIn(value).text);

const namesIn = (element: JsonObject): readonly string[] => {
  if (element.type === 'button') return [wordsOf(element.text)];
  return element.type === 'overflow' ? objectsIn(element.options).map((option) => wordsOf(option.text)) : [];
};

/** Where controls stand. */
export type Surface = Message | View;

const blocksOf = (where: Surface): readonly JsonObject[] =>
  'ts' in where ? where.blocks : objectsIn(where.content.blocks);

/** The visible words of all that can be clicked in a message or a modal, in order. */
export const controlsOf = (where: Surface): readonly string[] =>
  blocksOf(where)
    .flatMap(elementsOf)
    .flatMap(namesIn)
    .filter((name) => name !== '');

/** The words of the control of that name, however it was written. */
export const controlCalled = (where: Surface, name: string): string | undefined =>
  controlsOf(where).find((each) => each.toLowerCase() === name.toLowerCase());
