import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { Log } from '../../flow/ports';
import { slackCode } from '../web-api/slack-fault';

/** Opens a form for whoever made the trigger; false when it did not open. Never rejects. */
export type OpenForm = (triggerId: string | undefined, view: ModalView) => Promise<boolean>;

/** Makes the opener of forms: one quick try, because a trigger is dead before a second. */
export const createOpenForm =
  ({ interactive, log }: { readonly interactive: WebClient; readonly log: Log }): OpenForm =>
  async (triggerId, view) => {
    if (triggerId === undefined) return false;
    try {
      await interactive.views.open({ trigger_id: triggerId, view });
      return true;
    } catch (error) {
      log.warn('slack.form-not-opened', { callbackId: view.callback_id, code: slackCode(error) });
      return false;
    }
  };
