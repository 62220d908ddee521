/** The address of a message in the workspace's web client. */
export const permalink = (workspaceUrl: string, channel: string, ts: string): string =>
  new URL(`archives/${channel}/p${ts.replace('.', '')}`, workspaceUrl).href;
