import type { BlockAction } from '@slack/bolt';
import { z } from 'zod';
import { isVerb } from '../../domain/catalogue';
import { actionIds } from '../action-ids';
import { readAskForm } from '../forms/ask-form';
import { formOf } from '../forms/pick-form';
import { withTimeLimit } from '../time-limit';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';

const FIND_LIMIT_MS = 2_000;

const openView = z.looseObject({
  id: z.string(),
  hash: z.string(),
  private_metadata: z.string(),
  state: z.looseObject({ values: z.record(z.string(), z.unknown()) }),
});

/**
 * Listens to the choice of an action in a form that asks for it: the form is drawn anew with the fields which that action
 * takes. Where that fails, the form as it is still works: what it did not ask for has its default or is asked for then.
 */
export const listenToVerbChoice = ({ app, asking, clock, log, redrawForm }: ListenerNeeds): void => {
  app.action<BlockAction>({ action_id: actionIds.pickVerb, type: 'block_actions' }, async ({ body, ack, context }) => {
    await ack();
    const open = openView.safeParse(body.view);
    // After a restart the form is another one, or is gone.
    if (!open.success || arrivalOf(context).isRecovered) return;
    const { draftId, verb, channel, machine, parameter, forMs, comment } = readAskForm(open.data);
    const finding = asking.find(draftId, body.user.id);
    const found = await withTimeLimit(clock, FIND_LIMIT_MS, finding).catch(() => 'late' as const);
    if (found === null || found === 'late' || verb === null || !isVerb(verb)) {
      return log.info('slack.verb-choice-ignored', { isFound: found !== null && found !== 'late' });
    }
    const typed = { verb, channel: channel ?? found.channel, machine, parameter, forMs: forMs ?? null, comment };
    await redrawForm(open.data, formOf({ ...found, ...typed }));
  });
};
