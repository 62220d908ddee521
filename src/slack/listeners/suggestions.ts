import { actionIds } from '../action-ids';
import { machineOptions } from '../forms/machine-options';
import { spellError } from '../spell-error';
import { withTimeLimit } from '../time-limit';
import type { ListenerNeeds } from './listener-needs';

const LIMIT_MS = 2_000;
const MOST = 50;

/** Listens to what is typed into the type-ahead over machines. It shows them to nobody who may not ask. */
export const listenToSuggestions = ({ app, flow, machines, clock, log }: ListenerNeeds): void => {
  const search = async (personId: string, typed: string) =>
    (await flow.mayAsk(personId)) ? machines.search(typed, MOST) : [];

  app.options<'block_suggestion'>(
    { action_id: actionIds.machineSearch, type: 'block_suggestion' },
    async ({ body, payload, ack }) => {
      const found = await withTimeLimit(clock, LIMIT_MS, search(body.user.id, payload.value)).catch(
        (error: unknown) => {
          log.warn('slack.suggestions-failed', spellError(error));
          return [];
        },
      );
      await ack({ options: found === 'late' ? [] : machineOptions(found, clock.now()) });
    },
  );
};
