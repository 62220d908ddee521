import { storedBlocks } from '../block-kit/stored-blocks.js';
import { type JsonObject, objectIn, objectsIn } from '../json.js';
import type { Workspace } from './workspace.js';

/** A view as Slack stores it: with the block and action ids that the app left out. */
export const completedView = (workspace: Workspace, sent: unknown): JsonObject => {
  const view = objectIn(sent);
  return { ...view, blocks: storedBlocks(objectsIn(view.blocks), workspace.nextId) };
};
