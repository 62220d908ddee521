import { suggestion } from '../block-kit/composition.js';
import { problemsOfDocument } from '../block-kit/validate.js';
import { channelName, payloadFrame } from '../delivery/payload-frame.js';
import { decodeJson, type JsonObject, objectIn, objectsIn, textIn } from '../json.js';
import type { Message } from '../workspace/messages.js';
import { viewJson } from '../workspace/view-json.js';
import type { View } from '../workspace/views.js';
import { actionJson, messageActionPayload, viewActionPayload } from './action-payload.js';
import { type Actor, channelFor, type DeliveryOptions, type Interaction } from './actor.js';
import { type Entry, enterValue } from './enter-value.js';
import { type Control, findControl, optionsOf, wordsOf } from './find-control.js';

export type ClickOptions = DeliveryOptions & {
  /** Words in the same block, to pick among several controls of one name. */
  readonly beside?: string;
  /** Click what the given snapshot shows, even if the message has changed since: a click that crosses an edit. */
  readonly as?: 'seen-now' | 'given';
  /** Overrides fields of the action: a forged value, action_id or block_id. */
  readonly tamper?: JsonObject;
};

/** An entry that an external menu offers. */
export type Suggestion = { readonly text: string; readonly value: string; readonly description: string };

/** What a person clicks and chooses. */
export type Acting = {
  /** Clicks a button or an overflow entry, by its words or its action_id, in a message, a modal or a Home tab. */
  readonly click: (where: Message | View, name: string, options?: ClickOptions) => Promise<Interaction>;
  /** Sets a menu that acts at once, found by its placeholder, label or action_id. */
  readonly choose: (where: Message | View, name: string, entry: Entry, options?: ClickOptions) => Promise<Interaction>;
  /** Types into an external menu, and resolves with what it offers. */
  readonly suggest: (where: Message | View, name: string, query: string) => Promise<readonly Suggestion[]>;
};

const isMessage = (where: Message | View): where is Message => 'ts' in where;

export const keyOf = (where: Message | View, element: JsonObject): string =>
  `${isMessage(where) ? `${where.channel}/${where.ts}` : where.id}/${textIn(element.action_id)}`;

export const createActing = (actor: Actor): Acting => {
  const { workspace, courier, suggested } = actor;

  const seen = (where: Message | View, options: ClickOptions): Message | View => {
    const { id, realName } = actor.user();
    if (!isMessage(where)) {
      const view = workspace.views.find(where.id) ?? where;
      if (view.owner !== id) throw new Error(`${realName} does not see this view`);
      if (!view.isOpen) throw new Error(`${realName} has closed this view`);
      return options.as === 'given' ? where : view;
    }
    channelFor(actor, where.channel);
    if (where.ephemeralTo !== undefined && where.ephemeralTo !== id) {
      throw new Error(`${realName} does not see this message: only ${where.ephemeralTo} does`);
    }
    if (options.as === 'given') return where;
    const now = workspace.messages.find(where.channel, where.ts);
    if (now === undefined || now.deleted) throw new Error(`${realName} no longer sees this message`);
    return now;
  };

  const blocksOf = (where: Message | View) => (isMessage(where) ? where.blocks : objectsIn(where.content.blocks));

  const act = async (where: Message | View, control: Control, value: JsonObject, options: ClickOptions) => {
    const user = actor.user();
    const action = { ...actionJson(workspace, control, value), ...options.tamper };
    const target = isMessage(where) && { user: user.id, channel: where.channel, source: where };
    const responseUrl = target ? actor.urlOf(workspace.responseUrls.create('actions', target)) : '';
    const original = isMessage(where)
      ? messageActionPayload(workspace, user, where, action, responseUrl)
      : viewActionPayload(workspace, user, where, action);
    const payload = options.payload?.(original) ?? original;
    const delivery = await courier.send({ kind: 'interactive', payload }, options.signing);
    return { ...delivery, triggerId: textIn(original.trigger_id), responseUrl };
  };

  const suggest: Acting['suggest'] = async (given, name, query) => {
    const where = seen(given, {});
    const { block, element } = findControl(blocksOf(where), name);
    const least = typeof element.min_query_length === 'number' ? element.min_query_length : 3;
    if (query.length < least) return [];
    const place = isMessage(where)
      ? {
          container: { type: 'message', message_ts: where.ts, channel_id: where.channel, is_ephemeral: false },
          channel: { id: where.channel, name: channelName(workspace, where.channel) },
        }
      : { container: { type: 'view', view_id: where.id }, view: viewJson(workspace, where) };
    const payload = {
      type: 'block_suggestion',
      ...payloadFrame(workspace, actor.user()),
      ...place,
      action_id: element.action_id,
      block_id: block.block_id,
      value: query,
    };
    const { status, body } = await courier.send({ kind: 'interactive', payload });
    const answer = objectIn(decodeJson(body));
    const problems = status === 200 ? problemsOfDocument(answer, suggestion) : [`answered with ${status}`];
    if (problems.length > 0) workspace.violated('block_suggestion', problems.join('; '));
    const offered = problems.length > 0 ? [] : optionsOf(answer);
    suggested.set(keyOf(where, element), offered);
    return offered.map((option) => ({
      text: wordsOf(option.text),
      value: textIn(option.value),
      description: wordsOf(option.description),
    }));
  };

  return {
    suggest,
    click: async (given, name, options = {}) => {
      const where = seen(given, options);
      return act(where, findControl(blocksOf(where), name, options.beside), {}, options);
    },
    choose: async (given, name, entry, options = {}) => {
      const where = seen(given, options);
      const control = findControl(blocksOf(where), name, options.beside);
      const offered = suggested.get(keyOf(where, control.element)) ?? [];
      const value = enterValue(control.element, entry, name, offered);
      if (isMessage(where)) return act(where, control, value, options);
      const blockId = textIn(control.block.block_id);
      const here = { ...where.entered[blockId], [textIn(control.element.action_id)]: value };
      const view = workspace.views.enter(where, { ...where.entered, [blockId]: here });
      return act(view, control, value, options);
    },
  };
};
