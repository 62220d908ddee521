import { type JsonObject, objectIn, objectsIn, textIn } from '../json.js';
import type { Entered, View } from './views.js';
import type { Workspace } from './workspace.js';

/** The value an input starts with, or what an empty one is sent as, by element type. */
const START: Readonly<Record<string, (element: JsonObject) => JsonObject>> = {
  plain_text_input: (element) => ({ value: element.initial_value ?? null }),
  email_text_input: (element) => ({ value: element.initial_value ?? null }),
  url_text_input: (element) => ({ value: element.initial_value ?? null }),
  number_input: (element) => ({ value: element.initial_value ?? null }),
  rich_text_input: (element) => ({ rich_text_value: element.initial_value ?? null }),
  static_select: (element) => ({ selected_option: element.initial_option ?? null }),
  external_select: (element) => ({ selected_option: element.initial_option ?? null }),
  radio_buttons: (element) => ({ selected_option: element.initial_option ?? null }),
  checkboxes: (element) => ({ selected_options: element.initial_options ?? [] }),
  multi_static_select: (element) => ({ selected_options: element.initial_options ?? [] }),
  multi_external_select: (element) => ({ selected_options: element.initial_options ?? [] }),
  users_select: (element) => ({ selected_user: element.initial_user ?? null }),
  multi_users_select: (element) => ({ selected_users: element.initial_users ?? [] }),
  channels_select: (element) => ({ selected_channel: element.initial_channel ?? null }),
  conversations_select: (element) => ({ selected_conversation: element.initial_conversation ?? null }),
  datepicker: (element) => ({ selected_date: element.initial_date ?? null }),
  timepicker: (element) => ({ selected_time: element.initial_time ?? null }),
  datetimepicker: (element) => ({ selected_date_time: element.initial_date_time ?? null }),
};

/** `state.values`: what was entered, and for untouched inputs what they started with. */
export const stateValues = (blocks: readonly JsonObject[], entered: Entered): JsonObject =>
  Object.fromEntries(
    blocks.flatMap((block) => {
      const blockId = textIn(block.block_id);
      const elements = [...objectsIn([block.element]), ...objectsIn([block.accessory])];
      const inputs = [...elements, ...(block.type === 'actions' ? objectsIn(block.elements) : [])].flatMap(
        (element) => {
          const start = START[textIn(element.type)];
          const value = entered[blockId]?.[textIn(element.action_id)] ?? start?.(element);
          return value === undefined ? [] : [[textIn(element.action_id), { type: element.type, ...value }]];
        },
      );
      return inputs.length === 0 ? [] : [[blockId, Object.fromEntries(inputs)]];
    }),
  );

/** A view as Slack's API and payloads show it. */
export const viewJson = (workspace: Workspace, view: View): JsonObject => {
  const blocks = objectsIn(view.content.blocks);
  return {
    id: view.id,
    team_id: workspace.seed.teamId,
    type: view.content.type,
    blocks,
    private_metadata: textIn(view.content.private_metadata),
    callback_id: textIn(view.content.callback_id),
    state: { values: stateValues(blocks, view.entered) },
    hash: view.hash,
    title: objectIn(view.content.title),
    clear_on_close: view.content.clear_on_close ?? false,
    notify_on_close: view.content.notify_on_close ?? false,
    close: view.content.close ?? null,
    submit: view.content.submit ?? null,
    previous_view_id: view.previousId ?? null,
    root_view_id: view.rootId,
    app_id: workspace.seed.appId,
    external_id: textIn(view.content.external_id),
    app_installed_team_id: workspace.seed.teamId,
    bot_id: workspace.seed.botId,
  };
};
