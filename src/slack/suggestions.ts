import { actionIds } from './action-ids';
import type { ListenerNeeds } from './listener-needs';
import { machineOptions } from './machine-options';
import { spellError } from './spell-error';
import { withTimeLimit } from './time-limit';

const LIMIT_MS = 2_000;
const MOST = 50;

/** Listens to what is typed into the type-ahead over machines. A cache that does not answer suggests nothing. */
export const listenToSuggestions = ({ app, machines, clock, log }: ListenerNeeds): void => {
  app.options<'block_suggestion'>(
    { action_id: actionIds.machineSearch, type: 'block_suggestion' },
    async ({ payload, ack }) => {
      const found = await withTimeLimit(clock, LIMIT_MS, machines.search(payload.value, MOST)).catch(
        (error: unknown) => {
          log.warn('slack.suggestions-failed', spellError(error));
          return [];
        },
      );
      await ack({ options: found === 'late' ? [] : machineOptions(found, clock.now()) });
    },
  );
};
