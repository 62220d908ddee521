/** Names by which Slack reports a click. */
export const actionIds = {
  approve: 'approve',
  deny: 'deny',
  withdraw: 'withdraw',
  resume: 'resume-sending',
  editDraft: 'edit-draft',
  retryDraft: 'retry-draft',
  chooseMachine: 'choose-machine',
  machineSearch: 'machine-search',
} as const;

/** Names by which Slack reports a form. */
export const callbackIds = {
  ask: 'ask-form',
  choose: 'choose-form',
  deny: 'deny-form',
} as const;

/** The fields of the forms: block id and action id alike, so that typed values survive a redraw. */
export const fieldIds = {
  verb: 'verb',
  machine: 'machine',
  machineSearch: actionIds.machineSearch,
  parameter: 'parameter',
  comment: 'comment',
  choice: 'choice',
  reason: 'reason',
} as const;

export type FieldId = (typeof fieldIds)[keyof typeof fieldIds];
