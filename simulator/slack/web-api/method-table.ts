import type { Workspace } from '../workspace/workspace.js';
import { chatMethods } from './chat-methods.js';
import { conversationMethods } from './conversation-methods.js';
import type { MethodTable } from './method.js';
import { peopleMethods } from './people-methods.js';
import { sessionMethods } from './session-methods.js';
import { viewMethods } from './view-methods.js';

/** Every method the simulated Slack knows. */
export const methodTable = (workspace: Workspace, openSocketUrl: () => string): MethodTable => ({
  ...sessionMethods(workspace, openSocketUrl),
  ...peopleMethods(workspace),
  ...conversationMethods(workspace),
  ...chatMethods(workspace),
  ...viewMethods(workspace),
});
