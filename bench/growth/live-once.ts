import type { BotPlace, Stage } from '../../simulator/demo/stage';
import type { Crowd } from '../crowd';
import { type Life, readLife } from './life';
import { openRaw } from './raw-database';

/** How far a life is lived. */
export type Until = 'ended' | 'followed' | 'claimed';

const LIMIT = { timeoutMs: 20_000 };
/** Clicks that are refused, so that a life has as many entries as one in a busy channel. */
const REFUSED_CLICKS = 4;

/** Has the real bot live one request in a place, and reads what that left in the store. The bot is gone afterwards. */
export const liveOnce = async (stage: Stage, crowd: Crowd, place: BotPlace, until: Until): Promise<Life> => {
  const { slack, defender } = stage;
  const [asker = '', clicker = '', channel = '', machine = ''] = [
    crowd.askers[0],
    crowd.clickers[0],
    crowd.channels[0],
    crowd.machineNames[0],
  ];
  const progress = defender.progress;
  if (until !== 'ended') defender.progress = 'manual';
  const stuck = until === 'claimed' ? defender.fault({ method: 'POST', path: /restrict/, kind: 'hang-before' }) : null;
  const bot = stage.startBot(place);
  await bot.ready;
  const before = slack.channel(channel).messages().length;
  await slack.as(asker).command(channel, `/defender restrict ${machine} beaconing to a known C2`);
  const card = await slack.until(() => slack.channel(channel).messages()[before], LIMIT);
  for (let click = 0; click < REFUSED_CLICKS; click += 1) await slack.as(asker).click(card, 'Approve');
  await slack.until(() => slack.ephemerals({ user: asker }).length >= REFUSED_CLICKS, LIMIT);
  await slack.as(clicker).click(card, 'Approve');
  if (stuck !== null) {
    await defender.until(() => stuck.hits() > 0, LIMIT);
    bot.kill();
    await bot.ended;
    stuck.clear();
  } else {
    const words = until === 'ended' ? 'Succeeded' : 'Pending';
    const isTold = () =>
      slack
        .channel(channel)
        .thread(card.ts)
        .some((note) => slack.plainText(note).includes(words));
    await slack.until(() => isTold() && slack.plainText(slack.current(card)).includes(words), LIMIT);
    await bot.stop();
  }
  defender.progress = progress;
  slack.reloadClients();
  const raw = await openRaw(place.env?.['DATABASE_URL'] ?? 'sqlite:./twokey.db', place.folder);
  const life = await readLife(raw);
  await raw.close();
  return life;
};
