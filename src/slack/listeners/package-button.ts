import type { BlockAction, ButtonAction } from '@slack/bolt';
import { Fault } from '../../domain/fault';
import { actionIds } from '../action-ids';
import { linksNotGivenMessage, packageLinksMessage } from '../messages/package-links';
import { faultMessage } from '../messages/whispers';
import { arrivalOf } from './arrival-of';
import type { ListenerNeeds } from './listener-needs';
import { createReadClick } from './read-click';

/** Listens to “Get the package”, and whispers the links to the one who clicked. */
export const listenToPackageButton = (needs: ListenerNeeds): void => {
  const { app, flow, log, whisper } = needs;
  const { read, told } = createReadClick(needs);

  app.action<BlockAction<ButtonAction>>(
    { action_id: actionIds.getPackage, type: 'block_actions' },
    async ({ body, action, ack, context }) => {
      await ack();
      const clicked = await read({ body, action, attempted: 'package-link' }, arrivalOf(context));
      if (clicked === null) return;
      const { click, to } = clicked;
      try {
        const answer = await flow.packageLinks(click);
        if (answer.kind === 'links') await whisper(to, packageLinksMessage(answer), linksNotGivenMessage());
        else await told(to, answer);
      } catch (error) {
        if (!(error instanceof Fault)) throw error;
        const { system, code } = error.facts;
        log.warn('slack.package-met-fault', { requestId: click.requestId, system, code });
        await whisper(to, faultMessage(error.facts, { draftId: null }));
      }
    },
  );
};
