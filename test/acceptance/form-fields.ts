import type { JsonObject } from '../../simulator/slack/json';
import type { View } from '../../simulator/slack/workspace/views';

const isObject = (value: unknown): value is JsonObject => typeof value === 'object' && value !== null;

/** The title of a form, as its bar shows it. */
export const titleOf = ({ content }: View): unknown => (isObject(content['title']) ? content['title']['text'] : null);

/** The elements of a form's inputs as they were sent, by the ids of their blocks. */
export const fieldsOf = ({ content }: View): Readonly<Record<string, unknown>> => {
  const blocks: readonly unknown[] = Array.isArray(content['blocks']) ? content['blocks'] : [];
  return Object.fromEntries(
    blocks
      .filter(isObject)
      .filter((block) => block['type'] === 'input')
      .map((block) => [String(block['block_id']), block['element']]),
  );
};
