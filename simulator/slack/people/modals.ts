import { payloadFrame } from '../delivery/payload-frame.js';
import { type JsonObject, objectIn, textIn } from '../json.js';
import { viewJson } from '../workspace/view-json.js';
import type { View } from '../workspace/views.js';
import { keyOf } from './acting.js';
import type { Actor, DeliveryOptions, Interaction } from './actor.js';
import { checkRequired, type Entries, filled, inputsOf } from './fill-view.js';
import { applySubmissionAnswer, type SubmissionAnswer } from './submission-answer.js';

export type Submission = Interaction & SubmissionAnswer;

/** What a person does with the modals in front of them. */
export type Modals = {
  /** The modal on top, if one is open. */
  readonly openView: () => View | undefined;
  /** Waits for a modal, or a version of it, that this person has not been shown by this function yet. */
  readonly nextView: (options?: { readonly timeoutMs?: number }) => Promise<View>;
  /** Fills inputs by their labels without submitting; throws where Slack's client would not let them. */
  readonly fill: (view: View, entries: Entries) => View;
  /** Fills inputs by their labels and submits; throws where Slack's client would not let them. */
  readonly submit: (view: View, entries?: Entries, options?: DeliveryOptions) => Promise<Submission>;
  /** Closes the modal with its x or its close button. */
  readonly closeView: (view: View) => Promise<void>;
};

export const createModals = (actor: Actor): Modals => {
  const { workspace, courier, suggested } = actor;
  const { views, triggers } = workspace;
  const top = () => views.stack(actor.user().id).at(-1);
  let lastSeen = '';
  const show = (view: View) => {
    lastSeen = `${view.id}/${view.hash}`;
    return view;
  };

  const onTop = (given: View): View => {
    const view = top();
    if (view?.id === given.id) return view;
    throw new Error(`${actor.user().realName} does not have this modal on top`);
  };

  const fill = (given: View, entries: Entries): View => {
    const view = onTop(given);
    return views.enter(
      view,
      filled(view, entries, (element) => suggested.get(keyOf(view, element)) ?? []),
    );
  };

  /** Addresses to answer in the channels that were picked in inputs which ask for one. */
  const responseUrlsOf = (view: View, user: string): readonly JsonObject[] =>
    inputsOf(view).flatMap(({ block, element }) => {
      const [blockId, actionId] = [textIn(block.block_id), textIn(element.action_id)];
      const chosen = objectIn(view.entered[blockId]?.[actionId]);
      const channel = textIn(chosen.selected_conversation) || textIn(chosen.selected_channel);
      if (element.response_url_enabled !== true || channel === '') return [];
      const responseUrl = actor.urlOf(workspace.responseUrls.create('actions', { user, channel }));
      return [{ block_id: blockId, action_id: actionId, channel_id: channel, response_url: responseUrl }];
    });

  const tellClosed = (view: View, how: { readonly is_cleared: boolean }) => {
    const payload = {
      type: 'view_closed',
      ...payloadFrame(workspace, actor.user()),
      view: viewJson(workspace, view),
      ...how,
    };
    return courier.send({ kind: 'interactive', payload });
  };

  return {
    openView: top,
    nextView: async (options = {}) => {
      const isNew = () => {
        const view = top();
        return view !== undefined && `${view.id}/${view.hash}` !== lastSeen ? view : undefined;
      };
      return show(await actor.until(isNew, { ...options, what: `a modal in front of ${actor.user().realName}` }));
    },
    fill,
    submit: async (given, entries = {}, options = {}) => {
      const user = actor.user();
      const view = fill(given, entries);
      checkRequired(view, view.entered);
      const triggerId = triggers.create({ user: user.id, viewId: view.id });
      const original: JsonObject = {
        type: 'view_submission',
        ...payloadFrame(workspace, user),
        trigger_id: triggerId,
        view: viewJson(workspace, view),
        response_urls: responseUrlsOf(view, user.id),
      };
      const payload = options.payload?.(original) ?? original;
      const delivery = await courier.send({ kind: 'interactive', payload }, options.signing);
      const interaction = { ...delivery, triggerId, responseUrl: '' };
      if (delivery.status !== 200) return interaction;
      const answer = applySubmissionAnswer(workspace, views.find(view.id) ?? view, delivery.body);
      if (answer.view !== undefined) show(answer.view);
      return { ...interaction, ...answer };
    },
    closeView: async (given) => {
      const view = onTop(given);
      const isClearing = view.content.clear_on_close === true;
      const closing = isClearing ? [...views.stack(view.owner)].reverse() : [view];
      for (const each of closing) views.close(each);
      for (const each of closing) {
        if (each.content.notify_on_close === true) await tellClosed(each, { is_cleared: isClearing });
      }
    },
  };
};
