import { join } from 'node:path';
import type { Closing } from '../demo/closing';
import { freePorts } from '../demo/free-ports';
import { setStage } from '../demo/stage';
import { startBot } from '../demo/start-bot';
import { startSlackSimulator } from '../slack/slack-simulator';
import type { Crowd } from './crowd';
import { percentile } from './figures';
import { residentMegabytes } from './resident-memory';
import { rest } from './rest';
import { runStorms, type Storms } from './storms';

/** What was measured of the real bot. */
export interface Measured extends Storms {
  /** From the start of the process to ready, each on a new store; in the order of the starts. */
  readonly readyMs: readonly number[];
  readonly idleMb: number;
  readonly afterMb: number;
  /** How many requests the clicks decided so that Defender acted. */
  readonly decided: number;
}

const STARTS = 5;
const DECIDED_MS = 20_000;

export const measureTwokey = async (crowd: Crowd, closing: Closing): Promise<Measured> => {
  const stage = await setStage(
    {
      policy: crowd.policy,
      env: { DEFENDER_RATE_LIMITS: '100000/1m', TRACK_INTERVAL: '1s' },
      slack: { seed: crowd.seed, rateLimits: 'off' },
      defender: { machines: crowd.machines, rateLimits: [] },
    },
    closing,
  );
  const readyMs: number[] = [];
  for (let start = 1; start < STARTS; start += 1) {
    const bot = stage.startBot();
    readyMs.push(await bot.ready);
    await bot.stop();
  }
  const bot = stage.startBot();
  readyMs.push(await bot.ready);
  await rest();
  const idleMb = residentMegabytes(bot.pid);
  let decided = 0;
  const isDone = () => {
    const actions = stage.defender.actions();
    decided = Math.max(decided, actions.length);
    return actions.length === crowd.askers.length && actions.every(({ status }) => status === 'Succeeded');
  };
  const storms = await runStorms(stage.slack, crowd, {
    asking: (name) => `restrict ${name} beaconing to a known C2`,
    isOver: () => stage.defender.until(isDone, { timeoutMs: DECIDED_MS }),
  });
  await rest();
  const afterMb = residentMegabytes(bot.pid);
  await bot.stop();
  return { ...storms, readyMs, idleMb, afterMb, decided };
};

export const median = (values: readonly number[]): number =>
  percentile(
    [...values].sort((a, b) => a - b),
    0.5,
  );

/** The same storms against the least that a Bolt app can be. */
export const measureEcho = async (crowd: Crowd, closing: Closing): Promise<Storms> => {
  const slack = await startSlackSimulator({ seed: crowd.seed, rateLimits: 'off' });
  closing.add(slack.stop);
  const [port] = await freePorts(1);
  const env = {
    SLACK_BOT_TOKEN: slack.botToken,
    SLACK_SIGNING_SECRET: slack.signingSecret,
    SLACK_API_URL: slack.apiUrl,
    PORT: String(port),
  };
  const app = startBot({ file: join(__dirname, 'echo-app.js'), cwd: __dirname, env, readyWords: 'echo.ready' });
  closing.add(app.stop, app.kill);
  slack.deliverTo(`http://127.0.0.1:${port}/slack/events`);
  await app.ready;
  const storms = await runStorms(slack, crowd, { asking: () => 'card', isOver: async () => undefined });
  await app.stop();
  return storms;
};
