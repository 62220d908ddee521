import { type JsonObject, objectIn, objectsIn, textIn } from '../json.js';
import type { SeedUser } from '../seed.js';
import { channelName, payloadFrame } from '../delivery/payload-frame.js';
import { messageJson } from '../workspace/message-json.js';
import type { Message } from '../workspace/messages.js';
import { stateValues, viewJson } from '../workspace/view-json.js';
import type { View } from '../workspace/views.js';
import type { Workspace } from '../workspace/workspace.js';
import type { Control } from './find-control.js';

/** The entry of `actions` for a control that was used; `value` holds what a menu was set to. */
export const actionJson = (workspace: Workspace, control: Control, value: JsonObject = {}): JsonObject => {
  const { element, block, option } = control;
  const shown = ['text', 'value', 'style', 'confirm', 'placeholder', 'url', 'icon'];
  return {
    action_id: element.action_id,
    block_id: block.block_id,
    ...Object.fromEntries(Object.entries(element).filter(([name]) => shown.includes(name))),
    ...(option && { selected_option: option }),
    ...value,
    type: element.type,
    action_ts: workspace.nextTs(),
  };
};

/** block_actions from a message. An ephemeral one is not shown in the payload: only its container is. */
export const messageActionPayload = (
  workspace: Workspace,
  user: SeedUser,
  message: Message,
  action: JsonObject,
  responseUrl: string,
): JsonObject => {
  const isEphemeral = message.ephemeralTo !== undefined;
  return {
    type: 'block_actions',
    ...payloadFrame(workspace, user),
    container: {
      type: 'message',
      message_ts: message.ts,
      channel_id: message.channel,
      is_ephemeral: isEphemeral,
      ...(message.thread_ts && { thread_ts: message.thread_ts }),
    },
    trigger_id: workspace.triggers.create({ user: user.id }),
    channel: { id: message.channel, name: channelName(workspace, message.channel) },
    ...(!isEphemeral && { message: messageJson(workspace, message) }),
    state: { values: enteredIn(message.blocks, action) },
    response_url: responseUrl,
    actions: [action],
  };
};

/** block_actions from a modal or a Home tab. */
export const viewActionPayload = (
  workspace: Workspace,
  user: SeedUser,
  view: View,
  action: JsonObject,
): JsonObject => ({
  type: 'block_actions',
  ...payloadFrame(workspace, user),
  container: { type: 'view', view_id: view.id },
  trigger_id: workspace.triggers.create({ user: user.id, viewId: view.id }),
  view: viewJson(workspace, view),
  actions: [action],
});

const enteredIn = (blocks: readonly JsonObject[], action: JsonObject): JsonObject => {
  const { action_id, block_id, type, action_ts, text, placeholder, ...value } = action;
  const isMenu = blocks.some(
    (block) =>
      block.block_id === block_id &&
      [...objectsIn(block.elements), ...objectsIn([block.accessory]), ...objectsIn([block.element])].some(
        (element) =>
          element.action_id === action_id && textIn(element.type) !== 'button' && element.type !== 'overflow',
      ),
  );
  const entered = isMenu ? { [textIn(block_id)]: { [textIn(action_id)]: objectIn(value) } } : {};
  return stateValues(blocks, entered);
};
