import { namesIn } from '../../domain/machine-names';
import { isBlank, tidyComment } from '../../domain/comment';
import { isVerb } from '../../domain/catalogue';
import { Fault } from '../../domain/fault';
import { settleParameter } from '../../domain/parameter';
import { type Refusal, refuse } from '../../domain/refusal';
import type { Draft } from '../../flow/storage';
import { callbackIds, type FieldId } from '../action-ids';
import { type AskAnswers, readAskForm } from '../forms/ask-form';
import { readChooseForm } from '../forms/choose-form';
import { readDenyForm } from '../forms/deny-form';
import { formOf } from '../forms/pick-form';
import {
  asAskedIn,
  type FieldErrors,
  fieldErrors,
  noChannelGiven,
  noMachineGiven,
  refusalAtField,
} from '../forms/field-errors';
import { faultMessage, refusalMessage } from '../messages/whispers';
import { withTimeLimit } from '../time-limit';
import { arrivalOf } from './arrival-of';
import { takeCardPlace } from './card-place';
import type { ListenerNeeds } from './listener-needs';
import type { ReplyAddress } from './reply-address';

/** How long the store may take to find a draft, so that the form can still be answered. */
const FIND_LIMIT_MS = 1_000;
const NOT_KEPT = 'Twokey cannot reach its store. Nothing was sent; submit again.';

const addressOf = (draft: Draft): ReplyAddress => ({
  personId: draft.person,
  channel: draft.channel,
  thread: draft.thread,
  responseUrl: draft.responseUrl,
});

/** Where to answer in the channel that a form asked for. */
const answerAddress = (
  given: readonly { readonly response_url: string; readonly channel_id: string }[] | undefined,
  channel: string,
) => given?.find(({ channel_id }) => channel_id === channel)?.response_url;

/** What is wrong with the answers themselves; null when they can be submitted. */
const problemOf = ({ machine, chosenMachineId, comment }: AskAnswers): FieldErrors | null => {
  const names = namesIn(machine);
  if (chosenMachineId === null && names.length === 0) return noMachineGiven();
  return isBlank(tidyComment(comment)) ? refusalAtField(refuse('no-comment')) : null;
};

/** What is wrong with the parameter of the action; null when nothing is. */
const refuseParameter = ({ verb, parameter }: Draft): Refusal | null => {
  const settled = isVerb(verb) ? settleParameter(verb, parameter) : null;
  return settled === null || typeof settled === 'string' ? null : settled;
};

/** Listens to submitted forms. A form stays open until its words are safe. */
export const listenToFormSubmissions = (needs: ListenerNeeds): void => {
  const { app, flow, asking, clock, log, whisper, cardLink } = needs;

  /** The draft, or what to say at a field so that the form and its words stay on the screen. */
  const draftOr = async (draftId: string, personId: string, field: FieldId): Promise<Draft | FieldErrors> => {
    const found = await withTimeLimit(clock, FIND_LIMIT_MS, asking.find(draftId, personId)).catch(
      () => 'late' as const,
    );
    if (found === 'late') return fieldErrors({ [field]: NOT_KEPT });
    return (
      found ?? fieldErrors({ [field]: 'This form is more than a day old. Copy your words and type /defender again.' })
    );
  };

  app.view(callbackIds.ask, async ({ view, body, ack, context }) => {
    const answers = readAskForm(view);
    const found = problemOf(answers) ?? (await draftOr(answers.draftId, body.user.id, 'comment'));
    if ('errors' in found) return ack(found);
    const channel = answers.channel ?? found.channel;
    if (channel === '') return ack(noChannelGiven());
    const verb = answers.verb ?? found.verb;
    const draft = {
      ...found,
      channel,
      responseUrl: answerAddress('response_urls' in body ? body.response_urls : [], channel) ?? found.responseUrl,
      verb,
      // A chosen machine is kept by its id, which is a name that always fits.
      machine: answers.chosenMachineId ?? namesIn(answers.machine).join(','),
      parameter: answers.parameter ?? (verb === found.verb ? found.parameter : null),
      forMs: answers.forMs === undefined ? found.forMs : answers.forMs,
      comment: tidyComment(answers.comment),
    };
    const refusal = refuseParameter(draft);
    if (refusal !== null) {
      const atField = refusalAtField(refusal);
      const asked = atField === null ? null : asAskedIn(view, atField);
      if (asked !== null) return ack(asked);
      // A form in which the action was just chosen may have no field yet for what that action needs: the next one has.
      if (!(await asking.keep(draft))) return ack(fieldErrors({ comment: NOT_KEPT }));
      return ack({ response_action: 'update', view: formOf(draft, refusal) });
    }
    await ack();
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
    const { channel, messageTs, seenIn } = place;
    const { delivery, arrivedAt } = arrivalOf(context);
    const personId = body.user.id;
    const to = { personId, channel: seenIn === 'home' ? null : channel, responseUrl: null };
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
