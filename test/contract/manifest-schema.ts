/**
 * The fields and limits of Slack's app manifest as far as Twokey's manifest uses them or a slip could reach them. Facts of
 * schemas/manifest.schema.1.0.0.json in https://github.com/slackapi/manifest-schema (commit 19557f58), which is the one
 * that a manifest without `_metadata` is held to. Like there, an unknown key is an error.
 */
const text = (maxLength: number, minLength = 1) => ({ type: 'string', minLength, maxLength });
const flag = { type: 'boolean' };
const address = (maxLength: number) => ({ type: 'string', pattern: '^https?://', maxLength });
const object = (properties: object, required: readonly string[] = []) => ({
  type: 'object',
  additionalProperties: false,
  required,
  properties,
});
const list = (items: object, most: number, least = 0) => ({ type: 'array', items, minItems: least, maxItems: most });

const events = { ...list(text(50, 0), 100), uniqueItems: true };
const scopes = list(text(50, 0), 255);

export const manifestSchema = object(
  {
    display_information: object(
      {
        name: text(35),
        description: text(140),
        background_color: { type: 'string', pattern: '^#[0-9a-fA-F]{3}([0-9a-fA-F]{3})?$' },
        long_description: text(4000, 175),
      },
      ['name'],
    ),
    features: object({
      app_home: object({ home_tab_enabled: flag, messages_tab_enabled: flag, messages_tab_read_only_enabled: flag }),
      bot_user: object({ display_name: text(80), always_online: flag }, ['display_name']),
      shortcuts: list(
        object(
          { name: text(24), type: { enum: ['message', 'global'] }, callback_id: text(255), description: text(150) },
          ['name', 'type', 'callback_id', 'description'],
        ),
        10,
        1,
      ),
      slash_commands: list(
        object(
          {
            command: { ...text(32, 2), pattern: '^/' },
            url: address(3000),
            description: text(2000),
            usage_hint: text(1000),
            should_escape: flag,
          },
          ['command', 'description'],
        ),
        50,
        1,
      ),
    }),
    oauth_config: object({
      redirect_urls: { ...list(text(2500, 0), 1000), uniqueItems: true },
      scopes: object({ bot: scopes, user: scopes, bot_optional: scopes, user_optional: scopes }),
      token_management_enabled: flag,
      pkce_enabled: flag,
    }),
    settings: object({
      event_subscriptions: object({ request_url: address(3500), bot_events: events, user_events: events }),
      interactivity: object({ is_enabled: flag, request_url: address(3500), message_menu_options_url: address(3500) }, [
        'is_enabled',
      ]),
      org_deploy_enabled: flag,
      socket_mode_enabled: flag,
      token_rotation_enabled: flag,
    }),
  },
  ['display_information'],
);
