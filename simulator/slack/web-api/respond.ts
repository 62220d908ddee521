import { isObject, type JsonObject, textIn } from '../json.js';
import { messageJson } from '../workspace/message-json.js';
import type { NewMessage } from '../workspace/messages.js';
import type { ResponseTarget } from '../workspace/response-urls.js';
import type { Workspace } from '../workspace/workspace.js';
import { editedContent, isRefusal, newContent, readContent } from './message-content.js';
import { type Answer, granted, isOn, refused } from './method.js';
import { placeInThread } from './thread-place.js';

/**
 * Says, replaces or deletes what a response_url or the answer to a slash command asks for. It works in every channel the
 * person acted in, whether the bot is a member or not.
 */
export const respond = (workspace: Workspace, method: string, target: ResponseTarget, body: JsonObject): Answer => {
  const { messages, seed } = workspace;
  const { source } = target;
  const isOurs = source?.bot_id === seed.botId;
  if (isOn(body.delete_original)) {
    if (source === undefined || !isOurs) return refused('cant_delete_message');
    messages.remove(source);
    return granted();
  }
  const sent = readContent(workspace, method, body);
  if (isRefusal(sent)) return sent;
  if (isOn(body.replace_original) && source !== undefined) {
    if (!isOurs) return refused('cant_update_message');
    const current = messages.find(source.channel, source.ts) ?? source;
    const content = editedContent(current, sent);
    const edited = content && messages.edit(current, content);
    return edited ? granted({ message: messageJson(workspace, edited) }) : refused('no_text');
  }
  const content = newContent(sent);
  if (content === undefined) return refused('no_text');
  const isPublic = body.response_type === 'in_channel';
  const place = isPublic ? placeInThread(workspace, method, target.channel, body.thread_ts) : threadOf(body);
  if (typeof place === 'string') return refused(place);
  const message: NewMessage = {
    user: seed.botUserId,
    bot_id: seed.botId,
    app_id: seed.appId,
    ...content,
    ...place,
    channel: target.channel,
    ...(!isPublic && { ephemeralTo: target.user }),
    options: { via: method },
  };
  return granted({ ts: messages.post(message).ts });
};

const threadOf = (body: JsonObject): { readonly thread_ts?: string } =>
  textIn(body.thread_ts) === '' ? {} : { thread_ts: textIn(body.thread_ts) };

/** The message in an answer's body: JSON, or plain words; undefined when there is none. */
export const spokenBody = (body: string, parsed: unknown): JsonObject | undefined => {
  if (isObject(parsed)) return Object.keys(parsed).length > 0 ? parsed : undefined;
  return body.trim() === '' ? undefined : { text: body };
};
