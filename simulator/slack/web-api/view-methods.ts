import { problemsOfHome, problemsOfModal } from '../block-kit/validate.js';
import { adviceOn } from '../block-kit/whole-document.js';
import { isObject, type JsonObject, objectsIn, textIn } from '../json.js';
import { completedView } from '../workspace/completed-view.js';
import { viewJson } from '../workspace/view-json.js';
import { STACK_LIMIT, type View } from '../workspace/views.js';
import type { Workspace } from '../workspace/workspace.js';
import { type Answer, granted, type Method, type MethodTable, refused, refusedWith } from './method.js';

const LARGEST_VIEW_BYTES = 250_000;

/** views.*: modals and Home tabs. */
export const viewMethods = (workspace: Workspace): MethodTable => {
  const { views, triggers, violated } = workspace;

  const problemOf = (method: string, sent: unknown, problems: (view: unknown) => readonly string[]) => {
    if (!isObject(sent)) return refusedWith('invalid_arguments', ['must be a valid view [json-pointer:/view]']);
    if (Buffer.byteLength(JSON.stringify(sent)) > LARGEST_VIEW_BYTES) {
      violated(method, 'view_too_large');
      return refused('view_too_large');
    }
    const found = problems(sent);
    for (const advice of adviceOn(objectsIn(sent.blocks))) workspace.advised(method, advice);
    if (found.length === 0) return undefined;
    violated(method, `invalid_arguments; ${found.join('; ')}`);
    return refusedWith('invalid_arguments', found);
  };

  const answerWith = (view: View): Answer => granted({ view: viewJson(workspace, view) });

  const exchange = (method: string, args: JsonObject) => {
    const taken = triggers.exchange(textIn(args.trigger_id));
    if (typeof taken !== 'string') return taken;
    violated(method, taken);
    return refused(taken);
  };

  const open: Method['answer'] = (args) => {
    const problem = problemOf('views.open', args.view, problemsOfModal);
    if (problem !== undefined) return problem;
    const content = completedView(workspace, args.view);
    const externalId = textIn(content.external_id);
    if (externalId !== '' && views.findExternal(externalId)) return refused('duplicate_external_id');
    const origin = exchange('views.open', args);
    return 'ok' in origin ? origin : answerWith(views.open(origin.user, content));
  };

  const push: Method['answer'] = (args) => {
    const problem = problemOf('views.push', args.view, problemsOfModal);
    if (problem !== undefined) return problem;
    const origin = exchange('views.push', args);
    if ('ok' in origin) return origin;
    const stack = views.stack(origin.user);
    if (stack.length === 0) return refused('not_found');
    if (stack.length >= STACK_LIMIT) return refused('push_limit_reached');
    return answerWith(views.push(origin.user, completedView(workspace, args.view)));
  };

  const update: Method['answer'] = (args) => {
    const problem = problemOf('views.update', args.view, problemsOfModal);
    if (problem !== undefined) return problem;
    const view = textIn(args.view_id) ? views.find(textIn(args.view_id)) : views.findExternal(textIn(args.external_id));
    if (view === undefined || !view.isOpen) return refused('not_found');
    if (textIn(args.hash) !== '' && args.hash !== view.hash) return refused('hash_conflict');
    return answerWith(views.update(view, completedView(workspace, args.view)));
  };

  const publish: Method['answer'] = (args) => {
    const problem = problemOf('views.publish', args.view, problemsOfHome);
    if (problem !== undefined) return problem;
    const user = textIn(args.user_id);
    if (workspace.directory.user(user) === undefined) return refused('user_not_found');
    const current = views.home(user);
    if (textIn(args.hash) !== '' && current && args.hash !== current.hash) return refused('hash_conflict');
    return answerWith(views.publish(user, completedView(workspace, args.view)));
  };

  const row = (required: readonly string[], answer: Method['answer']): Method => ({
    scopes: [],
    token: 'bot',
    tier: 'tier4',
    required,
    answer,
  });
  return {
    'views.open': row(['trigger_id', 'view'], open),
    'views.push': row(['trigger_id', 'view'], push),
    'views.update': row(['view'], update),
    'views.publish': row(['user_id', 'view'], publish),
  };
};
