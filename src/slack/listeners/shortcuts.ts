import { readMessage } from '../../domain/reading-messages';
import { mayBeMachines, type Recognised, recognise } from '../../domain/recognising';
import type { Draft } from '../../flow/storage';
import { shortcutIds } from '../action-ids';
import { spellError } from '../spell-error';
import { withTimeLimit } from '../time-limit';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';
import { createOpenDraft } from './open-draft';

/** How long it may take to find out which machines a message names: the trigger of its form lives three seconds. */
const KNOW_LIMIT_MS = 1_000;
const MOST_KNOWN = 500;

const nothing = { verb: '', machine: '', parameter: null, forMs: null, comment: '', candidates: [] } as const;

/** Listens to the shortcuts: “Defender action…” on a message, and “Ask Defender…” anywhere. */
export const listenToShortcuts = (needs: ListenerNeeds): void => {
  const { app, flow, machines, clock, log, newId } = needs;
  const openDraft = createOpenDraft(needs);

  /** What a message holds. Which machines there are is used for nobody who may not ask; without it, names are names. */
  const understand = async (personId: string, message: unknown): Promise<Recognised> => {
    const reading = readMessage(message);
    const know = async () => {
      if (!(await flow.mayAsk(personId))) return [];
      return machines.known({ names: mayBeMachines(reading), addresses: reading.addresses }, MOST_KNOWN);
    };
    const known = await withTimeLimit(clock, KNOW_LIMIT_MS, know()).catch((error: unknown) => {
      log.warn('slack.machines-not-known', spellError(error));
      return 'late' as const;
    });
    return recognise(reading, known === 'late' ? [] : known);
  };

  app.shortcut({ callback_id: shortcutIds.onMessage, type: 'message_action' }, async ({ shortcut, ack, context }) => {
    await ack();
    const { user, channel, message, trigger_id: triggerId, response_url } = shortcut;
    const arrival = arrivalOf(context);
    const { machines: names, hashes, addresses } = await understand(user.id, message);
    // Slack knows no threads in threads: a reply's own is the one that it is in.
    const thread: string = message['thread_ts'] ?? message.ts;
    const responseUrl = response_url ?? null;
    const draft: Draft = {
      ...nothing,
      id: newId(),
      person: user.id,
      channel: channel.id,
      thread,
      machine: names.join('\n'),
      responseUrl,
      shortcut: { from: 'message', hashes, addresses },
    };
    await openDraft(draft, { to: { personId: user.id, channel: channel.id, thread, responseUrl }, triggerId, arrival });
  });

  app.shortcut({ callback_id: shortcutIds.anywhere, type: 'shortcut' }, async ({ shortcut, ack, context }) => {
    await ack();
    const { user, trigger_id: triggerId } = shortcut;
    const place = { channel: '', thread: null, responseUrl: null };
    const began = { from: 'anywhere', hashes: [], addresses: [] } as const;
    const draft: Draft = { ...nothing, ...place, id: newId(), person: user.id, shortcut: began };
    const to = { personId: user.id, channel: null, responseUrl: null };
    await openDraft(draft, { to, triggerId, arrival: arrivalOf(context) });
  });
};
