import { INCIDENT, channelName, nameOf } from './cast';
import { type Closing, createClosing } from './closing';
import { createLook } from './create-look';
import { listenForEnd } from './listen-for-end';
import { playMainJob } from './play-main-job';
import { policyText } from './policy-text';
import { runPrompt } from './prompt';
import { readArguments, usage } from './read-arguments';
import { setStage, type Stage } from './stage';
import type { Bot } from './start-bot';
import { transcriptLines } from './transcript';

/** Slow enough for every status word to be seen, fast enough to watch. */
const PROGRESS = [
  { afterMs: 700, status: 'InProgress' },
  { afterMs: 1_700, status: 'Succeeded' },
];
const SETTINGS = { TRACK_INTERVAL: '500ms', DISPATCH_GRACE: '2s', DEFENDER_TIMEOUT: '5s' };

const say = (...lines: readonly string[]) => process.stdout.write(`${lines.join('\n')}\n`);

const playScript = async (stage: Stage, bot: Bot, look: ReturnType<typeof createLook>): Promise<void> => {
  const { bold, dim } = look.palette;
  const narrate = (who: string, what: string) => say(`${dim('·')} ${bold(who)} ${what}`);
  const died = bot.ended.then(() => {
    throw new Error('Twokey ended in the middle of it.');
  });
  await Promise.race([playMainJob(stage, narrate), died]);
};

const showChannel = ({ slack }: Stage, look: ReturnType<typeof createLook>) =>
  say(
    '',
    look.palette.bold(`#${channelName}`) + look.palette.dim('  all that the simulated channel holds; times in UTC'),
    '',
    ...transcriptLines(slack, INCIDENT, look),
    '',
  );

/** Resolves with the exit code. */
const playDemo = async (kind: 'once' | 'stay', closing: Closing, onPrompt: () => void): Promise<number> => {
  const startedAt = performance.now();
  const stage = await setStage(
    { policy: policyText, env: SETTINGS, defender: { behaviour: { progress: PROGRESS } } },
    closing,
  );
  const look = createLook(stage.slack, process.env, process.stdout, nameOf);
  const { bold, dim, green, red } = look.palette;
  const bot = stage.startBot();
  try {
    const readyMs = await bot.ready;
    say(
      dim(
        `Twokey runs (process ${bot.pid}, ready in ${(readyMs / 1_000).toFixed(1)} s) between a simulated Slack, Entra and Defender.`,
      ),
    );
    await playScript(stage, bot, look);
  } catch (error) {
    if (closing.hasBegun()) return 1;
    say(red(`The demo failed. ${error instanceof Error ? error.message : String(error)}`));
    showChannel(stage, look);
    say('The last lines that Twokey wrote:', ...bot.lastLines().map((line) => `  ${line}`));
    return 1;
  }
  showChannel(stage, look);
  say(green(`The main job was done in ${((performance.now() - startedAt) / 1_000).toFixed(1)} s.`));
  if (kind === 'once') return 0;

  say(
    '',
    'Go on by typing, such as: /defender status, or: /defender isolate web-02',
    `You act as ${bold('Rosa Diaz')}; ${bold('as ida')} makes you Ida Holm. help lists the rest, quit ends it.`,
  );
  onPrompt();
  const { stdin: input, stdout: output } = process;
  const died = bot.ended.then(({ code, signal }) => {
    if (closing.hasBegun()) return 0;
    say(red(`Twokey ended by itself (${signal ?? `code ${code}`}). The last lines that it wrote:`), ...bot.lastLines());
    return 1;
  });
  return Promise.race([died, runPrompt({ stage, look, input, output, first: 'U0ROSA' }).then(() => 0)]);
};

const main = async (): Promise<number> => {
  const wanted = readArguments(process.argv.slice(2));
  if (wanted.kind === 'help') say(usage);
  if (wanted.kind === 'mistaken') process.stderr.write(`There is no '${wanted.word}'. What there is:\n${usage}`);
  if (wanted.kind === 'help' || wanted.kind === 'mistaken') return wanted.kind === 'help' ? 0 : 64;

  const closing = createClosing();
  process.on('exit', closing.drop);
  let isAtPrompt = false;
  const told = listenForEnd();
  // Ctrl-C is a fair way to leave the prompt.
  const ended = told.then((code) => (isAtPrompt && code === 130 ? 0 : code));
  const played = playDemo(wanted.kind, closing, () => {
    isAtPrompt = true;
  });
  try {
    return await Promise.race([played, ended]);
  } finally {
    await closing.stop();
  }
};

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    process.stderr.write(
      `The demo failed. ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
    );
    process.exit(1);
  },
);
