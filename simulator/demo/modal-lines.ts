import { type JsonObject, objectIn, objectsIn, textIn } from '../slack/json';
import { type Input, inputsOf } from '../slack/people/fill-view';
import { optionsOf, wordsOf } from '../slack/people/find-control';
import { stateValues } from '../slack/workspace/view-json';
import type { View } from '../slack/workspace/views';
import { controlsOf } from './controls';
import type { Palette } from './palette';
import { wrapLine } from './wrap-line';

export interface ModalLook {
  readonly palette: Palette;
  /** Columns of the terminal. */
  readonly width: number;
  readonly plainText: (view: View) => string;
  readonly nameOf: (userId: string) => string;
}

const heldWords = (value: JsonObject): string => {
  const options = [...objectsIn([value.selected_option]), ...objectsIn(value.selected_options)];
  return options.length > 0 ? options.map((option) => wordsOf(option.text)).join(', ') : textIn(value.value);
};

const inputLine = (view: View, { block, element, label }: Input, { dim, bold }: Palette): string => {
  const values = stateValues(objectsIn(view.content.blocks), view.entered);
  const value = objectIn(objectIn(values[textIn(block.block_id)])[textIn(element.action_id)]);
  const held = heldWords(value);
  const offered = optionsOf(element).map((option) => wordsOf(option.text));
  const notes = [
    ...(block.optional === true ? ['optional'] : []),
    ...(offered.length > 0 ? [`one of: ${offered.join(' | ')}`] : []),
    ...(textIn(element.type).endsWith('external_select') ? ['type a part of it to search'] : []),
  ];
  const about = notes.length > 0 ? dim(`  (${notes.join('; ')})`) : '';
  return `${bold(`${label}:`)} ${held === '' ? dim('(empty)') : held}${about}`;
};

/** A modal as its owner sees it: its words, what its inputs hold, and how to go on from here. */
export const modalLines = (view: View, look: ModalLook): readonly string[] => {
  const { palette } = look;
  const blocks = objectsIn(view.content.blocks).filter((block) => block.type !== 'input');
  const words = look.plainText({ ...view, content: { ...view.content, title: undefined, blocks } });
  const inputs = inputsOf(view);
  const submit = wordsOf(view.content.submit);
  const ways = [
    ...inputs.map(({ label }) => `fill ${label}: …`),
    ...controlsOf(view).map((name) => `click ${name}`),
    ...(submit === '' ? [] : [`submit (${submit})`]),
    'close',
  ];
  const body = [
    ...(words === '' ? [] : words.split('\n').flatMap((line) => wrapLine(line, look.width - 4))),
    ...inputs.map((input) => inputLine(view, input, palette)),
    ...ways.map((way) => palette.dim(`  ${way}`)),
  ];
  return [
    palette.yellow(`╭ ${wordsOf(view.content.title)} (a form in front of ${look.nameOf(view.owner)})`),
    ...body.map((line) => `${palette.yellow('│')} ${line}`),
    palette.yellow('╰'),
  ];
};
