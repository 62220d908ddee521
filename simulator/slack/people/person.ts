import type { SeedUser } from '../seed.js';
import { viewJson } from '../workspace/view-json.js';
import type { View } from '../workspace/views.js';
import { type Acting, createActing } from './acting.js';
import type { Actor } from './actor.js';
import { createModals, type Modals } from './modals.js';
import { createSpeaking, type Speaking } from './speaking.js';

/** A person at their Slack client, in words that a test reads aloud. */
export type Person = Speaking &
  Acting &
  Modals & {
    readonly id: string;
    readonly user: () => SeedUser;
    /** Opens the bot's Home tab (app_home_opened) and returns what was published there before. */
    readonly openHome: () => View | undefined;
  };

export const createPerson = (actor: Actor): Person => {
  const { id } = actor.user();
  return {
    id,
    user: actor.user,
    ...createSpeaking(actor),
    ...createActing(actor),
    ...createModals(actor),
    openHome: () => {
      const home = actor.workspace.views.home(id);
      const channel = actor.workspace.channels.resolve(id)?.id;
      actor.workspace.emit({
        type: 'app_home_opened',
        user: id,
        channel,
        tab: 'home',
        ...(home === undefined ? {} : { view: viewJson(actor.workspace, home) }),
        event_ts: actor.workspace.nextTs(),
      });
      return home;
    },
  };
};
