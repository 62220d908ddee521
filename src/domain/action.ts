import type { Platform } from './platform';

/** What a machine may be that makes some actions on it grave. */
export type Role = 'hyper-v-host' | 'domain-controller';

/** One choice of an action's parameter. */
export interface Choice {
  /** What a person types, lower case. */
  readonly word: string;
  /** What Defender is sent, and reports back as `scope`. */
  readonly wire: string;
  /** What the choice means for the machine, as a clause. */
  readonly meaning: string;
  /** Ordinary words one slip of the keyboard away from it: a comment may begin with them. Any other is taken for a slip. */
  readonly lookalikes?: readonly string[];
  /** Where it works, if in fewer places than its action, and what to do elsewhere. */
  readonly only?: { readonly platforms: readonly Platform[]; readonly instead: string };
}

/** A parameter with a few choices. The first one is the default. */
export interface ChoiceParameter {
  readonly kind: 'choice';
  /** Defender's body key; case matters. */
  readonly key: string;
  readonly label: string;
  readonly choices: readonly [Choice, ...Choice[]];
}

/** A file, by the SHA-1 of its content. There is no default. */
export interface Sha1Parameter {
  readonly kind: 'sha1';
  /** Defender's body key; case matters. */
  readonly key: string;
  readonly label: string;
}

/** The one parameter that an action may take. */
export type Parameter = ChoiceParameter | Sha1Parameter;

/** An action that cannot be undone from here: it is off unless the policy file allows it. */
export interface Irreversible {
  /** What is lost, and what it takes to have it back: for the card and for the last question before an approval. */
  readonly warning: string;
  /** The least number of approvals, whatever the policy says. */
  readonly quorum: number;
}

/**
 * The shape of a catalogue entry: everything that Twokey knows about one action. Parsing, help, forms, cards, the path
 * and body of the call and the list of permissions are read from here and nowhere else.
 */
export interface Action {
  /** The word after `/defender`. */
  readonly verb: string;
  /** What it acts on: a machine, or a Machine Action that is still running. */
  readonly target: 'machine' | 'machine-action';
  /** Imperative title, as on the card: `Isolate`. */
  readonly title: string;
  /** What it does to the machine, in one or two plain sentences. */
  readonly effect: string;
  /** What it does not do, and what bounds it: sentences, of which there may be none. */
  readonly bounds: string;
  /** Where it works, by Microsoft's documentation. */
  readonly platforms: readonly Platform[];
  /** What to do where it does not work, as a sentence. */
  readonly instead: string;
  /** Whether Defender refuses it on a machine whose response actions are restricted. */
  readonly isHeldByRestriction: boolean;
  /** What it does to a machine of these kinds, where that is grave. */
  readonly grave?: Readonly<Partial<Record<Role, string>>>;
  /** What its people can have of it once it has succeeded. */
  readonly gives?: 'package';
  /** Missing where it can be undone, or ends by itself. */
  readonly irreversible?: Irreversible;
  /** Last path segment of the call, as Defender spells it. */
  readonly pathTail: string;
  /** `type` of the Machine Action that Defender creates; null where none is created. */
  readonly machineActionType: string | null;
  /** Application permissions of which one is needed. */
  readonly permissions: readonly [string, ...string[]];
  readonly parameter: Parameter | null;
  /** The verb that undoes it, where one does. */
  readonly inverse: string | null;
  /** Defender lifts it by itself so long after its success, in milliseconds; missing where it stays until it is undone. */
  readonly liftedAfterMs?: number;
  /** Containment goes before everything else that waits for the rate budget. */
  readonly isContainment: boolean;
}
