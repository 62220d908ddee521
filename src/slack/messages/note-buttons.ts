import type { ActionsBlock, Button } from '@slack/types';
import { actionOf } from '../../domain/catalogue';
import type { Dossier } from '../../domain/reviewing';
import { undoneBy } from '../../domain/undoing';
import type { Post } from '../../flow/storage';
import { actionIds } from '../action-ids';
import { limits } from '../block-kit/limits';
import { cut, plain } from '../block-kit/text';
import { buttonValue } from '../button-value';
import { allOf, shown } from './names';

const button = (
  { id: postId, requestId }: Post,
  { request }: Dossier,
  facts: { readonly actionId: string; readonly label: string; readonly machines: readonly string[] },
): Button => ({
  type: 'button',
  action_id: facts.actionId,
  text: plain(facts.label, limits.buttonText),
  value: buttonValue({ requestId, binding: request.binding, postId }),
  accessibility_label: cut(`${facts.label}: ${allOf(facts.machines.map(shown))}`, limits.accessibilityLabel),
});

const buttonOf = (post: Post, dossier: Dossier): Button | null => {
  const { happening } = post.event;
  const { verb } = dossier.request;
  const inverse = undoneBy(verb);
  if (happening.kind === 'containment-over' && inverse !== null) {
    const { machines } = happening;
    return button(post, dossier, { actionId: actionIds.undo, label: `${actionOf(inverse).title}…`, machines });
  }
  if (happening.kind === 'lifts-soon') {
    const { machines } = happening;
    return button(post, dossier, { actionId: actionIds.repeat, label: `${actionOf(verb).title} again…`, machines });
  }
  return null;
};

/** The buttons of reminders. Bound to the note in the thread; what is told to one person has none. */
export const noteButtons = (posts: readonly Post[], dossier: Dossier): readonly ActionsBlock[] =>
  posts
    .filter(({ kind }) => kind === 'note')
    .flatMap((post) => {
      const element = buttonOf(post, dossier);
      return element === null
        ? []
        : [{ type: 'actions' as const, block_id: `buttons-${post.id}`, elements: [element] }];
    });
