/** Names by which Slack reports a click. */
export const actionIds = {
  approve: 'approve',
  deny: 'deny',
  withdraw: 'withdraw',
  askAgain: 'ask-again',
  askAgainInOtherWords: 'ask-again-in-other-words',
  undo: 'undo',
  cancelRunning: 'cancel-running',
  repeat: 'repeat',
  getPackage: 'get-package',
  resume: 'resume-sending',
  editDraft: 'edit-draft',
  retryDraft: 'retry-draft',
  chooseMachine: 'choose-machine',
  machineSearch: 'machine-search',
  homeApprove: 'home-approve',
  homeDeny: 'home-deny',
  homeMachine: 'home-machine',
  homeSubscribe: 'home-subscribe',
  homeUnsubscribe: 'home-unsubscribe',
  pickVerb: 'verb',
} as const;

/** Names by which Slack reports a shortcut, as `manifest.yml` gives them. */
export const shortcutIds = {
  onMessage: 'defender-action',
  anywhere: 'ask-defender',
} as const;

/** Names by which Slack reports a form. */
export const callbackIds = {
  ask: 'ask-form',
  choose: 'choose-form',
  deny: 'deny-form',
  machine: 'machine-view',
} as const;

/** The fields of the forms: block id and action id alike, so that typed values survive a redraw. See also `blockOf`. */
export const fieldIds = {
  verb: actionIds.pickVerb,
  channel: 'channel',
  machine: 'machine',
  machineSearch: actionIds.machineSearch,
  parameter: 'parameter',
  wantedFor: 'wanted-for',
  comment: 'comment',
  choice: 'choice',
  reason: 'reason',
} as const;

export type FieldId = (typeof fieldIds)[keyof typeof fieldIds];
