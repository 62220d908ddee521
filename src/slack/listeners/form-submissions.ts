import { tidyMachine } from '../../domain/command';
import { isBlank, tidyComment } from '../../domain/comment';
import { Fault } from '../../domain/fault';
import { refuse } from '../../domain/refusal';
import type { Draft } from '../../flow/storage';
import { callbackIds, type FieldId } from '../action-ids';
import { type AskAnswers, readAskForm } from '../forms/ask-form';
import { readChooseForm } from '../forms/choose-form';
import { readDenyForm } from '../forms/deny-form';
import { type FieldErrors, fieldErrors, noMachineGiven, refusalAtField } from '../forms/field-errors';
import { faultMessage, refusalMessage } from '../messages/whispers';
import { withTimeLimit } from '../time-limit';
import { arrivalOf } from './arrival-of';
import { takeCardPlace } from './card-place';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

/** How long the store may take to find a draft, so that the form can still be answered. */
const FIND_LIMIT_MS = 1_000;

const addressOf = (draft: Draft): ReplyAddress => ({
  personId: draft.person,
  channel: draft.channel,
  responseUrl: draft.responseUrl,
});

/** What is wrong with the answers themselves; null when they can be submitted. */
const problemOf = ({ machine, chosenMachineId, comment }: AskAnswers): FieldErrors | null => {
  const names = tidyMachine(machine)
    .split(',')
    .filter((name) => name.trim() !== '');
  if (chosenMachineId === null && names.length === 0) return noMachineGiven();
  if (chosenMachineId === null && names.length > 1) return refusalAtField(refuse('several-machines', names));
  return isBlank(tidyComment(comment)) ? refusalAtField(refuse('no-comment')) : null;
};

/** Listens to submitted forms. A form stays open until its words are safe. */
export const listenToFormSubmissions = (needs: ListenerNeeds): void => {
  const { app, flow, asking, clock, log, whisper, cardLink } = needs;

  /** The draft, or what to say at a field so that the form and its words stay on the screen. */
  const draftOr = async (draftId: string, personId: string, field: FieldId): Promise<Draft | FieldErrors> => {
    const found = await withTimeLimit(clock, FIND_LIMIT_MS, asking.find(draftId, personId)).catch(
      () => 'late' as const,
    );
    if (found === 'late')
      return fieldErrors({ [field]: 'Twokey cannot reach its store. Nothing was sent; submit again.' });
    return (
      found ?? fieldErrors({ [field]: 'This form is more than a day old. Copy your words and type /defender again.' })
    );
  };

  app.view(callbackIds.ask, async ({ view, body, ack, context }) => {
    const answers = readAskForm(view);
    const found = problemOf(answers) ?? (await draftOr(answers.draftId, body.user.id, 'comment'));
    if ('errors' in found) return ack(found);
    await ack();
    const draft = {
      ...found,
      verb: answers.verb ?? found.verb,
      // A chosen machine is kept by its id, which is a name that always fits.
      machine: answers.chosenMachineId ?? tidyMachine(answers.machine),
      parameter: answers.parameter ?? found.parameter,
      comment: tidyComment(answers.comment),
    };
    const { delivery } = arrivalOf(context);
    await asking.submit(draft, { delivery, chosenMachineId: answers.chosenMachineId, to: addressOf(draft) });
  });

  app.view(callbackIds.choose, async ({ view, body, ack, context }) => {
    const { draftId, machineId } = readChooseForm(view);
    const found =
      machineId === null
        ? fieldErrors({ choice: 'Pick the machine that you mean.' })
        : await draftOr(draftId, body.user.id, 'choice');
    if ('errors' in found) return ack(found);
    await ack();
    const draft = { ...found, machine: machineId ?? found.machine };
    const { delivery } = arrivalOf(context);
    await asking.submit(draft, { delivery, chosenMachineId: machineId, to: addressOf(draft) });
  });

  app.view(callbackIds.deny, async ({ view, body, ack, context }) => {
    const place = takeCardPlace(view);
    const denial = place === null ? null : readDenyForm(place.form);
    if (place === null || denial === null) {
      log.warn('slack.form-unreadable', { callbackId: callbackIds.deny });
      await ack(
        fieldErrors({ reason: 'This form belongs to no card. Nothing was denied: use Deny on the card itself.' }),
      );
      const { delivery } = arrivalOf(context);
      await flow.refuseUnread({ delivery, personId: body.user.id, attempted: 'denied' });
      return;
    }
    const words = tidyComment(denial.reason);
    if (isBlank(words)) return ack(fieldErrors({ reason: 'Say why, in words that the requestor can use.' }));
    await ack();
    const { requestId, binding, postId } = denial;
    const { channel, messageTs } = place;
    const { delivery, arrivedAt } = arrivalOf(context);
    const personId = body.user.id;
    const to = { personId, channel, responseUrl: null };
    const click = { delivery, arrivedAt, personId, requestId, binding, postId, channel, messageTs };
    try {
      const outcome = await flow.deny({ ...click, words });
      if (outcome.kind !== 'refused') return;
      await whisper(
        to,
        refusalMessage(outcome.refusal, { cardLink: await cardLink(requestId), draftId: null, typed: words }),
      );
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      await whisper(to, faultMessage(error.facts, { draftId: null, typed: words }));
    }
  });
};
