import { problemsOfModal } from '../block-kit/validate.js';
import { decodeJson, isObject, objectIn, textIn } from '../json.js';
import { completedView } from '../workspace/completed-view.js';
import { STACK_LIMIT, type View } from '../workspace/views.js';
import type { Workspace } from '../workspace/workspace.js';
import { inputsOf } from './fill-view.js';

/** What the person sees after submitting. */
export type SubmissionAnswer = {
  /** Complaints under the inputs, by their labels. */
  readonly errors?: Readonly<Record<string, string>>;
  /** The modal that is shown instead, or on top. */
  readonly view?: View;
};

/** Does what the answer to a view_submission says: close, errors, update, push or clear. */
export const applySubmissionAnswer = (workspace: Workspace, view: View, body: string): SubmissionAnswer => {
  const { views, violated } = workspace;
  const broken = (why: string): SubmissionAnswer => {
    violated('view_submission', why);
    return { errors: { '': 'We had some trouble connecting. Try again?' } };
  };
  const answer = body.trim() === '' ? {} : decodeJson(body);
  if (!isObject(answer)) return broken(`the answer is no JSON object: ${body.slice(0, 80)}`);
  if (Object.keys(answer).length === 0) {
    views.close(view);
    return {};
  }
  switch (answer.response_action) {
    case 'clear':
      views.closeAll(view.owner);
      return {};
    case 'errors': {
      const labels = new Map(inputsOf(view).map((input) => [textIn(input.block.block_id), input.label]));
      const errors = Object.entries(objectIn(answer.errors)).map(([id, words]) => [labels.get(id), words] as const);
      if (errors.length === 0 || errors.some(([label, words]) => label === undefined || textIn(words) === '')) {
        return broken(`errors must name input blocks: ${JSON.stringify(answer.errors)}`);
      }
      return { errors: Object.fromEntries(errors.map(([label, words]) => [label ?? '', textIn(words)])) };
    }
    case 'update':
    case 'push': {
      const problems = problemsOfModal(answer.view);
      if (problems.length > 0) return broken(problems.join('; '));
      const content = completedView(workspace, answer.view);
      if (answer.response_action === 'update') return { view: views.update(view, content) };
      if (views.stack(view.owner).length >= STACK_LIMIT) return broken('push_limit_reached');
      return { view: views.push(view.owner, content) };
    }
    default:
      return broken(`unknown response_action: ${String(answer.response_action)}`);
  }
};
