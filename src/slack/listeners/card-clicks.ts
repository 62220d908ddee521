import type { BlockAction, ButtonAction } from '@slack/bolt';
import { unescapeSlack } from '../../domain/command';
import { Fault } from '../../domain/fault';
import type { Refusal } from '../../domain/refusal';
import type { Attempted, CardClick, Reviewed } from '../../flow/intake';
import { actionIds } from '../action-ids';
import { parseButtonValue } from '../button-value';
import { denyForm } from '../forms/deny-form';
import { faultMessage, refusalMessage } from '../messages/whispers';
import { withTimeLimit } from '../time-limit';
import type { Arrival } from '../transport/inbox';
import { arrivalOf } from './arrival-of';
import { withCardPlace } from './card-place';
import { clickedMessage } from './clicked-message';
import type { ListenerNeeds } from './listener-needs';
import { denyAgainMessage } from './mishaps';
import type { ReplyAddress } from './reply-address';

/** How long it may take to find out whether a form makes sense: its trigger lives three seconds. */
const DECIDE_LIMIT_MS = 1_000;

/** A click, and where to answer it. */
interface Read {
  readonly click: CardClick;
  /** What the clicked message says, in its first line. */
  readonly says: string;
  readonly to: ReplyAddress;
}

interface Clicked {
  readonly body: BlockAction;
  readonly action: ButtonAction;
  readonly attempted: Attempted;
}

/** Listens to the buttons of a card: Approve, Deny, Withdraw. */
export const listenToCardClicks = (needs: ListenerNeeds): void => {
  const { app, flow, clock, log, whisper, openForm, cardLink, botUserId } = needs;

  const tellRefusal = async (to: ReplyAddress, refusal: Refusal): Promise<void> => {
    const link = refusal.requestId === undefined ? null : await cardLink(refusal.requestId);
    await whisper(to, refusalMessage(refusal, { cardLink: link, draftId: null }));
  };

  const told = async (to: ReplyAddress, outcome: Reviewed): Promise<void> => {
    if (outcome.kind === 'refused') await tellRefusal(to, outcome.refusal);
  };

  const read = async ({ body, action, attempted }: Clicked, { delivery, arrivedAt }: Arrival): Promise<Read | null> => {
    const { channel, messageTs } = clickedMessage(body, botUserId());
    const to = { personId: body.user.id, channel, responseUrl: body.response_url ?? null };
    const target = parseButtonValue(action.value);
    if (target !== null) {
      const says = unescapeSlack(body.message?.text?.split('\n')[0] ?? '');
      return { click: { delivery, arrivedAt, personId: body.user.id, channel, messageTs, ...target }, says, to };
    }
    log.warn('slack.button-unreadable', { actionId: action.action_id });
    await told(to, await flow.refuseUnread({ delivery, personId: body.user.id, attempted }));
    return null;
  };

  const answer = async ({ click, to }: Read, decide: (click: CardClick) => Promise<Reviewed>): Promise<void> => {
    try {
      await told(to, await decide(click));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { system, code } = error.facts;
      log.warn('slack.click-met-fault', { requestId: click.requestId, system, code });
      await whisper(to, faultMessage(error.facts, { draftId: null }));
    }
  };

  const askForReason = async ({ click, says, to }: Read, triggerId: string, isRecovered: boolean): Promise<void> => {
    const refusal = await withTimeLimit(clock, DECIDE_LIMIT_MS, flow.beforeDeny(click)).catch(() => 'late' as const);
    // On record only here: where the form opens, its submission is what is decided on and recorded.
    if (refusal !== null && refusal !== 'late') return told(to, await flow.refuseDeny(click, refusal));
    const form = withCardPlace(denyForm({ ...click, about: says }), click);
    const isOpen = !isRecovered && (await openForm(triggerId, form));
    if (!isOpen) await whisper(to, denyAgainMessage());
  };

  const onClick = (
    actionId: string,
    attempted: Attempted,
    react: (read: Read, triggerId: string, isRecovered: boolean) => Promise<void>,
  ) => {
    app.action<BlockAction<ButtonAction>>(
      { action_id: actionId, type: 'block_actions' },
      async ({ body, action, ack, context }) => {
        await ack();
        const arrival = arrivalOf(context);
        const clicked = await read({ body, action, attempted }, arrival);
        if (clicked !== null) await react(clicked, body.trigger_id, arrival.isRecovered);
      },
    );
  };

  onClick(actionIds.approve, 'approved', (clicked) => answer(clicked, flow.approve));
  onClick(actionIds.withdraw, 'withdrawn', (clicked) => answer(clicked, flow.withdraw));
  onClick(actionIds.deny, 'denied', askForReason);
};
