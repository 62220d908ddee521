import { createHash } from 'node:crypto';
import type { Changes } from '../changes.js';
import type { JsonObject } from '../json.js';
import { textIn } from '../json.js';

/** What a person has entered: block id -> action id -> the value as `state.values` carries it. */
export type Entered = Readonly<Record<string, Readonly<Record<string, JsonObject>>>>;

/** A modal, or a Home tab, as the workspace holds it. Values are snapshots: an update makes a new one. */
export type View = {
  readonly id: string;
  readonly owner: string;
  readonly hash: string;
  readonly rootId: string;
  readonly previousId?: string;
  /** What the app sent, completed with identifiers. */
  readonly content: JsonObject;
  readonly entered: Entered;
  readonly isOpen: boolean;
};

export type Views = {
  readonly find: (id: string) => View | undefined;
  readonly findExternal: (externalId: string) => View | undefined;
  /** The open modals of a person, the top one last. */
  readonly stack: (owner: string) => readonly View[];
  readonly open: (owner: string, content: JsonObject) => View;
  /** Puts a modal on top of the stack, which holds three at most. */
  readonly push: (owner: string, content: JsonObject) => View;
  readonly update: (view: View, content: JsonObject) => View;
  readonly enter: (view: View, entered: Entered) => View;
  readonly close: (view: View) => void;
  readonly closeAll: (owner: string) => void;
  readonly publish: (owner: string, content: JsonObject) => View;
  readonly home: (owner: string) => View | undefined;
};

export const STACK_LIMIT = 3;

export const createViews = (changes: Changes, nextTs: () => string): Views => {
  const views = new Map<string, View>();
  const homes = new Map<string, string>();
  const hash = () => {
    const ts = nextTs();
    return `${ts.split('.')[0]}.${createHash('sha1').update(ts).digest('hex').slice(0, 8)}`;
  };
  const store = (view: View) => {
    views.set(view.id, view);
    changes.announce();
    return view;
  };
  const create = (owner: string, content: JsonObject, below: View | undefined) => {
    const id = `V0${String(views.size + 1).padStart(6, '0')}`;
    const place = below === undefined ? { rootId: id } : { rootId: below.rootId, previousId: below.id };
    return store({ id, owner, hash: hash(), content, entered: {}, isOpen: true, ...place });
  };
  const homeOf = (owner: string) => views.get(homes.get(owner) ?? '');
  const stack = (owner: string) =>
    [...views.values()].filter((view) => view.owner === owner && view.isOpen && view.content.type === 'modal');
  const close = (view: View) => {
    const current = views.get(view.id);
    if (current?.isOpen) store({ ...current, isOpen: false });
  };
  const closeAll = (owner: string) => {
    for (const view of stack(owner)) close(view);
  };
  const update = (view: View, content: JsonObject) => store({ ...view, content, hash: hash() });
  return {
    find: (id) => views.get(id),
    findExternal: (externalId) =>
      [...views.values()].find((view) => view.isOpen && textIn(view.content.external_id) === externalId),
    stack,
    open: (owner, content) => {
      closeAll(owner);
      return create(owner, content, undefined);
    },
    push: (owner, content) => create(owner, content, stack(owner).at(-1)),
    update: (view, content) => update(views.get(view.id) ?? view, content),
    enter: (view, entered) => store({ ...(views.get(view.id) ?? view), entered }),
    close,
    closeAll,
    publish: (owner, content) => {
      const current = homeOf(owner);
      const view = current === undefined ? create(owner, content, undefined) : update(current, content);
      homes.set(owner, view.id);
      return view;
    },
    home: homeOf,
  };
};
