import { textIn } from '../json.js';
import type { Workspace } from '../workspace/workspace.js';

/** Where a message with this `thread_ts` goes; a string is Slack's refusal. */
export const placeInThread = (
  workspace: Workspace,
  method: string,
  channel: string,
  threadTs: unknown,
): { readonly thread_ts?: string } | string => {
  const ts = textIn(threadTs);
  if (ts === '') return {};
  const parent = workspace.messages.find(channel, ts);
  if (parent === undefined || parent.ephemeralTo !== undefined) {
    workspace.violated(method, `thread_ts ${ts} is no message of ${channel}`);
    return 'thread_not_found';
  }
  if (parent.deleted && !workspace.messages.inChannel(channel).some((each) => each.thread_ts === ts && !each.deleted)) {
    return 'thread_not_found';
  }
  if (parent.thread_ts !== undefined && parent.thread_ts !== ts) {
    workspace.violated(method, `thread_ts ${ts} is a reply; Slack wants its parent ${parent.thread_ts}`);
    return { thread_ts: parent.thread_ts };
  }
  return { thread_ts: ts };
};
