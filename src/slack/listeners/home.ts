import type { BlockAction, ButtonAction } from '@slack/bolt';
import { Fault } from '../../domain/fault';
import type { Attempted, CardClick, Reviewed } from '../../flow/intake';
import { actionIds } from '../action-ids';
import { parseButtonValue } from '../button-value';
import { denyForm } from '../forms/deny-form';
import { requestTitle } from '../messages/request-title';
import { faultMessage } from '../messages/whispers';
import { withTimeLimit } from '../time-limit';
import type { Arrival } from '../transport/inbox';
import { arrivalOf } from './arrival-of';
import { withCardPlace } from './card-place';
import type { ListenerNeeds } from './listener-needs';
import { denyAgainMessage } from './mishaps';
import { createReadClick } from './read-click';
import type { ReplyAddress } from './reply-address';
import { tellSubscribed } from './subscribing';

/** How long it may take to find out whether a form makes sense: its trigger lives three seconds. */
const DECIDE_LIMIT_MS = 1_000;

/** Whether a click was made in our own Home tab: such a click has a view and no message. */
const isInHome = ({ api_app_id, container, view, message }: BlockAction): boolean =>
  container['type'] === 'view' &&
  message === undefined &&
  view?.type === 'home' &&
  view.id === container['view_id'] &&
  view.app_id === api_app_id;

/** Listens to who opens Home, and to its buttons. What it shows comes from the flow; answers come as a direct message. */
export const listenToHome = (needs: ListenerNeeds): void => {
  const { app, flow, clock, log, whisper, openForm } = needs;
  const { told } = createReadClick(needs);

  app.event('app_home_opened', async ({ event }) => {
    // The Messages tab opens with the same event.
    if (event.tab !== 'home') return;
    await flow.homeOpened(event.user, event.view === undefined ? 'nothing' : 'something');
  });

  const addressOf = (personId: string): ReplyAddress => ({ personId, channel: null, responseUrl: null });

  const answering = async (to: ReplyAddress, work: () => Promise<Reviewed | undefined>): Promise<void> => {
    try {
      const outcome = await work();
      if (outcome !== undefined) await told(to, outcome);
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      log.warn('slack.click-met-fault', { system: error.facts.system, code: error.facts.code });
      await whisper(to, faultMessage(error.facts, { draftId: null }));
    }
  };

  /** Decides as a click on the recorded card would be, or records that the button is none of this person's Home. */
  const onDecision = (
    actionId: string,
    attempted: Attempted,
    decide: (
      found: { readonly click: CardClick; readonly title: string },
      how: { readonly triggerId: string; readonly arrival: Arrival; readonly to: ReplyAddress },
    ) => Promise<Reviewed | undefined>,
  ) => {
    app.action<BlockAction<ButtonAction>>(
      { action_id: actionId, type: 'block_actions' },
      async ({ body, action, ack, context }) => {
        await ack();
        const arrival = arrivalOf(context);
        const { delivery, arrivedAt } = arrival;
        const personId = body.user.id;
        const to = addressOf(personId);
        const target = isInHome(body) ? parseButtonValue(action.value) : null;
        await answering(to, async () => {
          const found =
            target === null
              ? null
              : await flow.homeClicked({ ...target, token: target.postId, personId, delivery, arrivedAt });
          if (found === null) {
            log.warn('slack.button-unreadable', { actionId });
            return flow.refuseUnread({ delivery, personId, attempted });
          }
          const title = found.dossier === null ? 'This request' : requestTitle(found.dossier);
          return decide({ click: found.click, title }, { triggerId: body.trigger_id, arrival, to });
        });
      },
    );
  };

  onDecision(actionIds.homeApprove, 'approved', ({ click }) => flow.approve(click));
  onDecision(actionIds.homeDeny, 'denied', async ({ click, title }, { triggerId, arrival, to }) => {
    const refusal = await withTimeLimit(clock, DECIDE_LIMIT_MS, flow.beforeDeny(click)).catch(() => 'late' as const);
    if (refusal !== null && refusal !== 'late') return flow.refuseDeny(click, refusal);
    const form = withCardPlace(denyForm({ ...click, about: title }), { ...click, seenIn: 'home' });
    const isOpen = await openForm({ id: triggerId, arrival }, form);
    if (!isOpen) await whisper(to, denyAgainMessage());
    return undefined;
  });

  const onSubscription = (actionId: string, to: 'on' | 'off') => {
    app.action<BlockAction<ButtonAction>>(
      { action_id: actionId, type: 'block_actions' },
      async ({ body, ack, context }) => {
        await ack();
        const { delivery } = arrivalOf(context);
        await tellSubscribed(needs, addressOf(body.user.id), { delivery, to, from: 'home' });
      },
    );
  };
  onSubscription(actionIds.homeSubscribe, 'on');
  onSubscription(actionIds.homeUnsubscribe, 'off');
};
