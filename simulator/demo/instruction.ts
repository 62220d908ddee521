import { personCalled } from './cast';

/** What was typed at the prompt. */
export type Instruction =
  | { readonly kind: 'as'; readonly name: string }
  | { readonly kind: 'command'; readonly line: string }
  | { readonly kind: 'click'; readonly name: string; readonly number: number | null }
  | { readonly kind: 'fill'; readonly label: string; readonly words: string }
  | { readonly kind: 'wait'; readonly seconds: number | null }
  | { readonly kind: 'submit' }
  | { readonly kind: 'close' }
  | { readonly kind: 'form' | 'show' | 'machines' | 'help' | 'nothing' }
  | { readonly kind: 'quit' }
  | { readonly kind: 'unclear'; readonly hint: string };

const LONE = ['submit', 'close', 'form', 'show', 'machines', 'help', 'quit'] as const;
const SAME: Readonly<Record<string, (typeof LONE)[number]>> = { exit: 'quit', q: 'quit', '?': 'help', h: 'help' };

const unclear = (hint: string): Instruction => ({ kind: 'unclear', hint });

const click = (rest: string): Instruction => {
  const [, name = '', number] = /^(.*?)(?:\s+[[#]?(\d+)\]?)?$/.exec(rest) ?? [];
  if (name === '') return unclear('Say what to click, such as: click Approve, or: click Approve 1');
  return { kind: 'click', name, number: number === undefined ? null : Number(number) };
};

const fill = (rest: string): Instruction => {
  const [, label, words = ''] = /^([^:]+):\s*([\s\S]*)$/.exec(rest) ?? [];
  if (label === undefined) return unclear('Say which input and its words, such as: fill Comment: beaconing to a C2');
  return { kind: 'fill', label: label.trim(), words };
};

const wait = (rest: string): Instruction => {
  const seconds = Number(rest);
  const isGood = /^\d+(\.\d+)?$/.test(rest) && seconds <= 600;
  return rest === '' || isGood
    ? { kind: 'wait', seconds: rest === '' ? null : seconds }
    : unclear('Say how many seconds at most, such as: wait 3');
};

const slashed = (line: string, word: string): Instruction =>
  word === '/defender' ? { kind: 'command', line } : unclear(`This workspace has no ${word}; there is /defender.`);

const VERBS = /^(isolate|release|restrict|unrestrict|scan|cancel|status|defender)$/i;

const guess = (line: string, word: string): string => {
  if (VERBS.test(word)) return `Did you mean: /defender ${line.replace(/^defender\s*/i, '')}`.trimEnd();
  if (/^(approve|deny|withdraw)$/i.test(word)) return `Did you mean: click ${line}`;
  if (personCalled(line) !== undefined) return `Did you mean: as ${line}`;
  return 'Slack commands begin with /defender; help lists the rest.';
};

/** Understands a line, or says how to put it. */
export const readInstruction = (typed: string): Instruction => {
  const line = typed.trim();
  const [, word = '', rest = ''] = /^(\S+)\s*([\s\S]*)$/.exec(line) ?? [];
  const lower = word.toLowerCase();
  const lone = LONE.find((each) => each === (SAME[lower] ?? lower));
  if (word === '') return { kind: 'nothing' };
  if (word.startsWith('/')) return slashed(line, lower);
  if (lower === 'as') return { kind: 'as', name: rest };
  if (lower === 'click') return click(rest);
  if (lower === 'fill') return fill(rest);
  if (lower === 'wait') return wait(rest);
  if (lone !== undefined && rest === '') return { kind: lone };
  if (lone !== undefined) return unclear(`${lone} stands alone.`);
  return unclear(`I do not know '${word.slice(0, 40)}'. ${guess(line, word)}`);
};
