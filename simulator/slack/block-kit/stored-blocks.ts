import { isObject, type JsonObject, textIn } from '../json.js';

/** Element types that carry an action_id. */
const interactive =
  /^(button|icon_button|workflow_button|feedback_buttons|overflow|radio_buttons|checkboxes|.*_select|.*picker|.*_input)$/;

const completed = (value: unknown, nextId: () => string): unknown => {
  if (Array.isArray(value)) return value.map((each) => completed(each, nextId));
  if (!isObject(value)) return value;
  const fields = Object.fromEntries(Object.entries(value).map(([name, each]) => [name, completed(each, nextId)]));
  if (value.type === 'plain_text' && value.emoji === undefined) return { ...fields, emoji: true };
  if (value.type === 'mrkdwn' && value.verbatim === undefined) return { ...fields, verbatim: false };
  if (interactive.test(textIn(value.type)) && value.action_id === undefined) return { ...fields, action_id: nextId() };
  return fields;
};

/** Blocks as Slack stores and returns them: with the identifiers and defaults that the app left out. */
export const storedBlocks = (blocks: readonly JsonObject[], nextId: () => string): readonly JsonObject[] =>
  blocks.map((block) => {
    const fields = completed(block, nextId) as JsonObject;
    return block.block_id === undefined ? { ...fields, block_id: nextId() } : fields;
  });
