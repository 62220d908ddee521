import { isObject, objectsIn } from '../json.js';
import { plain } from './composition.js';
import { blocksOn } from './blocks.js';
import { complain, flag, list, oneOf, type Place, type Rule, shape, text, typed } from './rule.js';
import { checkWhole } from './whole-document.js';

const problemsOf = (root: string, check: (place: Place) => void): readonly string[] => {
  const problems: string[] = [];
  check({ pointer: root, report: (pointer, complaint) => problems.push(`${complaint} [json-pointer:${pointer}]`) });
  return problems;
};

const messageBlocks = list(typed(blocksOn.message), { max: 50 });
const viewBlocks = list(typed(blocksOn.modal), { max: 100 });

/** What Slack would not take in a message's blocks; none when they are fine. */
export const problemsOfBlocks = (blocks: unknown): readonly string[] =>
  problemsOf('/blocks', (place) => {
    messageBlocks(blocks, place);
    checkWhole(objectsIn(blocks), place);
  });

const shared: Readonly<Record<string, Rule>> = {
  blocks: viewBlocks,
  private_metadata: text(3000, 0),
  callback_id: text(255, 0),
  external_id: text(255, 0),
};

const submitForInputs: Rule = (value, place) => {
  if (!isObject(value)) return;
  const asks = objectsIn(value.blocks).some((block) => block.type === 'input');
  if (asks && value.submit === undefined) complain(place, 'missing required field: submit (there are input blocks)');
};

const wholeBlocks: Rule = (value, place) => {
  if (isObject(value)) checkWhole(objectsIn(value.blocks), { ...place, pointer: `${place.pointer}/blocks` });
};

const modal = shape(
  {
    ...shared,
    type: oneOf('modal'),
    title: plain(24),
    submit: plain(24),
    close: plain(24),
    clear_on_close: flag,
    notify_on_close: flag,
    submit_disabled: flag,
  },
  ['type', 'title', 'blocks'],
  submitForInputs,
  wholeBlocks,
);

const home = shape({ ...shared, type: oneOf('home') }, ['type', 'blocks'], wholeBlocks);

/** What Slack would not take in a modal. */
export const problemsOfModal = (view: unknown): readonly string[] => problemsOf('/view', (place) => modal(view, place));

/** What Slack would not take in a Home tab. */
export const problemsOfHome = (view: unknown): readonly string[] => problemsOf('/view', (place) => home(view, place));

/** What Slack would not take of any other document, by its rule. */
export const problemsOfDocument = (document: unknown, rule: Rule): readonly string[] =>
  problemsOf('', (place) => rule(document, place));
