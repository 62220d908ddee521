/** One choice of an action's parameter. */
export interface Choice {
  /** What a person types, lower case. */
  readonly word: string;
  /** What Defender is sent, and reports back as `scope`. */
  readonly wire: string;
  /** What the choice means for the machine, as a clause. */
  readonly meaning: string;
}

/** The one parameter that an action may take. The first choice is the default. */
export interface Parameter {
  /** Defender's body key; case matters. */
  readonly key: string;
  readonly label: string;
  readonly choices: readonly [Choice, ...Choice[]];
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
  /** Last path segment of the call, as Defender spells it. */
  readonly pathTail: string;
  /** `type` of the Machine Action that Defender creates; null where none is created. */
  readonly machineActionType: string | null;
  /** Application permissions of which one is needed. */
  readonly permissions: readonly [string, ...string[]];
  readonly parameter: Parameter | null;
  /** The verb that undoes it, where one does. */
  readonly inverse: string | null;
  /** Containment goes before everything else that waits for the rate budget. */
  readonly isContainment: boolean;
}
