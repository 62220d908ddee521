import type { JsonObject } from '../json.js';
import type { Workspace } from './workspace.js';

/** Changes who is in a user group, and tells of it as Slack does (subteam_members_changed). */
export const changeGroupMembers = (workspace: Workspace, id: string, users: readonly string[]): void => {
  const before = workspace.directory.group(id)?.users ?? [];
  workspace.directory.changeGroup(id, { users });
  const added = users.filter((user) => !before.includes(user));
  const removed = before.filter((user) => !users.includes(user));
  const seconds = Math.floor(workspace.now() / 1_000);
  const event: JsonObject = {
    type: 'subteam_members_changed',
    subteam_id: id,
    team_id: workspace.seed.teamId,
    date_previous_update: seconds - 60,
    date_update: seconds,
    added_users: added,
    added_users_count: added.length,
    removed_users: removed,
    removed_users_count: removed.length,
    event_ts: workspace.nextTs(),
  };
  workspace.emit(event);
};
