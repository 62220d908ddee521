import { clearLine, createInterface, cursorTo } from 'node:readline';
import { channelName, INCIDENT } from './cast';
import { createPlayer, type Deed } from './carry-out';
import { estateLines } from './estate-lines';
import { createFeed } from './feed';
import { helpLines } from './help-lines';
import { type Instruction, readInstruction } from './instruction';
import type { Look } from './message-lines';
import { type ModalLook, modalLines } from './modal-lines';
import type { Stage } from './stage';
import { transcriptLines } from './transcript';
import { type Calm, untilCalm } from './until-calm';

export interface PromptOptions {
  readonly stage: Stage;
  readonly look: Look & ModalLook;
  readonly input: NodeJS.ReadStream;
  readonly output: NodeJS.WriteStream;
  /** Who is acted as at first. */
  readonly first: string;
}

/** At a terminal the news comes by itself; a piped session waits for it, so that its next line can build on it. */
const AT_A_TERMINAL: Calm = { firstMs: 300, quietMs: 100, mostMs: 1_000 };
const PIPED: Calm = { firstMs: 3_000, quietMs: 1_500, mostMs: 15_000 };
/** Several changes within this time are told together. */
const TOGETHER_MS = 120;

/** Takes lines until the input ends, or until quit or Ctrl-C; resolves then. */
export const runPrompt = ({ stage, look, input, output, first }: PromptOptions): Promise<void> => {
  const { slack, defender } = stage;
  const isTerminal = input.isTTY && output.isTTY;
  const person = slack.as(first).user();
  const player = createPlayer(slack, look.numbering, person);
  const feed = createFeed(slack, INCIDENT, look);
  const lines = createInterface({ input, output, terminal: isTerminal });
  const queue: string[] = [];
  let isBusy = false;
  let hasEnded = false;
  let shownForm = '';

  const promptWords = () => `${player.who().name}> `;
  const invite = () => {
    if (!isTerminal || isBusy || hasEnded) return;
    lines.setPrompt(look.palette.bold(promptWords()));
    lines.prompt(true);
  };
  const tell = (told: readonly string[]) => {
    if (told.length === 0) return;
    if (isTerminal) {
      clearLine(output, 0);
      cursorTo(output, 0);
    }
    output.write(`${told.join('\n')}\n`);
    invite();
  };

  const formVersion = () => {
    const view = player.form();
    return view === undefined ? '' : `${view.id}/${view.hash}/${JSON.stringify(view.entered)}`;
  };
  const formLines = () => {
    const view = player.form();
    shownForm = formVersion();
    return view === undefined ? [] : modalLines(view, look);
  };
  const news = () => [...feed.news(), ...(formVersion() === shownForm ? [] : formLines())];
  const watched = { version: () => `${feed.version()};${formVersion()}`, onChange: slack.onChange };

  const deed = async (wanted: Deed): Promise<readonly string[]> => {
    const before = watched.version();
    const told = await player.carryOut(wanted);
    const isTalk = wanted.kind === 'command' || wanted.kind === 'click' || wanted.kind === 'submit';
    if (isTalk) await untilCalm(watched, before, isTerminal ? AT_A_TERMINAL : PIPED);
    return told;
  };

  const carryOut = async (instruction: Exclude<Instruction, { kind: 'quit' }>): Promise<readonly string[]> => {
    switch (instruction.kind) {
      case 'nothing':
        return [];
      case 'unclear':
        return [look.palette.yellow(instruction.hint)];
      case 'help':
        return helpLines();
      case 'machines':
        return estateLines(defender);
      case 'show':
        feed.skip();
        return [`#${channelName}`, '', ...transcriptLines(slack, INCIDENT, look)];
      case 'form':
        return player.form() === undefined ? [`There is no form in front of ${player.who().realName}.`] : formLines();
      case 'wait': {
        const mostMs = (instruction.seconds ?? 30) * 1_000;
        await untilCalm(watched, watched.version(), { firstMs: Math.min(3_000, mostMs), quietMs: 3_000, mostMs });
        return [];
      }
      default:
        return deed(instruction);
    }
  };

  return new Promise((resolve) => {
    let together: NodeJS.Timeout | undefined;
    const tellNews = () => {
      together = undefined;
      tell(news());
    };
    const unsubscribe = slack.onChange(() => {
      together ??= setTimeout(tellNews, TOGETHER_MS);
    });
    const finish = () => {
      if (hasEnded) return;
      hasEnded = true;
      unsubscribe();
      clearTimeout(together);
      lines.close();
      resolve();
    };
    /** Resolves with whether to go on. */
    const take = async (line: string): Promise<boolean> => {
      if (!isTerminal) output.write(`${look.palette.dim(promptWords())}${line}\n`);
      const instruction = readInstruction(line);
      if (instruction.kind === 'quit') return false;
      const told = await carryOut(instruction).catch((error: unknown) => [
        look.palette.yellow(error instanceof Error ? error.message : String(error)),
      ]);
      tell([...told, ...news()]);
      return true;
    };
    const work = async () => {
      if (isBusy) return;
      isBusy = true;
      for (let line = queue.shift(); line !== undefined; line = queue.shift()) {
        if (hasEnded) return;
        if (!(await take(line))) return finish();
      }
      isBusy = false;
      if (isInputOver) finish();
      else invite();
    };
    let isInputOver = false;
    lines.on('line', (line) => {
      queue.push(line);
      void work();
    });
    lines.on('SIGINT', finish);
    lines.on('close', () => {
      isInputOver = true;
      void work();
    });
    feed.skip();
    invite();
  });
};
