import { actionIds } from '../action-ids';
import { machineOptions } from '../forms/machine-options';
import { spellError } from '../spell-error';
import { withTimeLimit } from '../time-limit';
import type { ListenerNeeds } from './listener-needs';

const LIMIT_MS = 2_000;
const MOST = 50;

/** Listens to what is typed into the type-aheads over machines. A form shows them to nobody who may not ask. */
export const listenToSuggestions = ({ app, flow, machines, clock, log }: ListenerNeeds): void => {
  const fields = [
    { action_id: actionIds.machineSearch, may: flow.mayAsk },
    { action_id: actionIds.homeMachine, may: flow.mayLookUp },
  ];
  for (const { action_id, may } of fields) {
    const search = async (personId: string, typed: string) =>
      (await may(personId)) ? machines.search(typed, MOST) : [];
    app.options<'block_suggestion'>({ action_id, type: 'block_suggestion' }, async ({ body, payload, ack }) => {
      const found = await withTimeLimit(clock, LIMIT_MS, search(body.user.id, payload.value)).catch(
        (error: unknown) => {
          log.warn('slack.suggestions-failed', spellError(error));
          return [];
        },
      );
      await ack({ options: found === 'late' ? [] : machineOptions(found, clock.now()) });
    });
  }
};
