import { join } from 'node:path';
import type { Closing } from '../simulator/demo/closing';
import type { Stage } from '../simulator/demo/stage';
import { type Bot, startBot } from '../simulator/demo/start-bot';

/** Apps that Twokey is held against. */
export type OtherApp = 'echo' | 'afternoon';

const files = { echo: 'echo-app.js', afternoon: 'afternoon-bot.js' } as const satisfies Record<OtherApp, string>;

/** Starts another app in Twokey's place: with its settings, behind the same Slack, Entra and Defender. */
export const startOther = async (
  name: OtherApp,
  stage: Stage,
  closing: Closing,
  env: Readonly<Record<string, string>> = {},
): Promise<Bot> => {
  const app = startBot({
    file: join(__dirname, files[name]),
    cwd: __dirname,
    env: { ...stage.env, ...env },
    readyWords: `${name}.ready`,
  });
  closing.add(app.stop, app.kill);
  await app.ready;
  return app;
};
