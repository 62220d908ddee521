type Paint = (text: string) => string;

/** Ways to make words stand out; all of them do nothing where colour is not wanted. */
export interface Palette {
  readonly bold: Paint;
  readonly dim: Paint;
  readonly red: Paint;
  readonly green: Paint;
  readonly yellow: Paint;
  readonly blue: Paint;
  readonly magenta: Paint;
  readonly cyan: Paint;
}

type Env = Readonly<Record<string, string | undefined>>;

/** NO_COLOR (not empty) wins over FORCE_COLOR (anything but 0 and false), and that over whether it is a terminal. */
export const wantsColour = (env: Env, terminal: { readonly isTTY: boolean }): boolean => {
  if ((env['NO_COLOR'] ?? '') !== '') return false;
  const forced = env['FORCE_COLOR'];
  return forced === undefined ? terminal.isTTY && env['TERM'] !== 'dumb' : forced !== '0' && forced !== 'false';
};

const code =
  (on: number, off: number): Paint =>
  (text) =>
    `\u001b[${on}m${text}\u001b[${off}m`;

export const colours: Palette = {
  bold: code(1, 22),
  dim: code(2, 22),
  red: code(31, 39),
  green: code(32, 39),
  yellow: code(33, 39),
  blue: code(34, 39),
  magenta: code(35, 39),
  cyan: code(36, 39),
};

const plain: Paint = (text) => text;

export const noColours: Palette = {
  bold: plain,
  dim: plain,
  red: plain,
  green: plain,
  yellow: plain,
  blue: plain,
  magenta: plain,
  cyan: plain,
};
