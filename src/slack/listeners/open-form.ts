import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Clock, Log } from '../../flow/ports';
import type { Arrival } from '../transport/inbox';
import { slackCode } from '../web-api/slack-fault';

/** What a form is opened with: Slack's trigger, and when what carried it arrived. */
export interface Trigger {
  readonly id: string | null | undefined;
  readonly arrival: Pick<Arrival, 'arrivedAt' | 'isRecovered'>;
}

/** Opens a form for whoever made the trigger; false when it did not open. Never rejects. */
export type OpenForm = (trigger: Trigger, view: ModalView) => Promise<boolean>;

/** A trigger lives three seconds from when it was made, a little before it arrived. */
const TRIGGER_LIVES_MS = 2_900;

/** Makes the opener of forms: one quick try, and none with a trigger that is dead by now. */
export const createOpenForm =
  ({
    interactive,
    clock,
    log,
  }: {
    readonly interactive: WebClient;
    readonly clock: Clock;
    readonly log: Log;
  }): OpenForm =>
  async ({ id, arrival }, view) => {
    if (id === undefined || id === null) return false;
    const callbackId = view.callback_id;
    if (arrival.isRecovered || clock.now() - arrival.arrivedAt > TRIGGER_LIVES_MS) {
      log.warn('slack.form-too-late', { callbackId });
      return false;
    }
    try {
      await interactive.views.open({ trigger_id: id, view });
      return true;
    } catch (error) {
      log.warn('slack.form-not-opened', { callbackId, code: slackCode(error) });
      return false;
    }
  };

/** Draws an open form anew, as long as it is the version that is named. Never rejects: the form that is open still works. */
export type RedrawForm = (open: { readonly id: string; readonly hash: string }, view: ModalView) => Promise<void>;

/** Makes the redrawing of forms. */
export const createRedrawForm =
  ({ interactive, log }: { readonly interactive: WebClient; readonly log: Log }): RedrawForm =>
  async ({ id, hash }, view) => {
    try {
      await interactive.views.update({ view_id: id, hash, view });
    } catch (error) {
      log.info('slack.form-not-redrawn', { callbackId: view.callback_id, code: slackCode(error) });
    }
  };
