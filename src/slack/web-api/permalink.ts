/**
 * The address of a message in the workspace's web client, as `chat.getPermalink` spells it. Without its thread, a message
 * in one would not be found by whoever follows the link.
 */
export const permalink = (
  workspaceUrl: string,
  { channel, ts, thread }: { readonly channel: string; readonly ts: string; readonly thread: string | null },
): string => {
  const address = new URL(`archives/${channel}/p${ts.replace('.', '')}`, workspaceUrl);
  if (thread !== null) address.search = new URLSearchParams({ thread_ts: thread, cid: channel }).toString();
  return address.href;
};
