/** One way to start a Machine Action: the last word of its path, and what Defender asks of the call. */
export interface ActionKind {
  readonly path: string;
  readonly type: string;
  /** Any one of them will do. */
  readonly roles: readonly string[];
  readonly parameters: readonly ActionParameter[];
  /** Body key whose value becomes the action's scope. */
  readonly scopeFrom?: string;
  /** Where Defender documents that the action is not supported; matched against `osPlatform`. */
  readonly refusedOn?: RegExp;
}

export interface ActionParameter {
  readonly key: string;
  readonly isRequired: boolean;
  readonly check:
    | { readonly kind: 'text' }
    | { readonly kind: 'one-of'; readonly values: readonly string[] }
    | { readonly kind: 'sha1' };
}

const comment: ActionParameter = { key: 'Comment', isRequired: true, check: { kind: 'text' } };
const oneOf = (key: string, isRequired: boolean, ...values: readonly string[]): ActionParameter => ({
  key,
  isRequired,
  check: { kind: 'one-of', values },
});

const NOT_WINDOWS = /^(macOS|Ubuntu|Debian|RedHat|CentOS|SuSE|Linux|Fedora|Oracle|AmazonLinux)/i;

export const ACTION_KINDS: readonly ActionKind[] = [
  {
    path: 'isolate',
    type: 'Isolate',
    roles: ['Machine.Isolate'],
    parameters: [comment, oneOf('IsolationType', false, 'Full', 'Selective', 'UnManagedDevice')],
    scopeFrom: 'IsolationType',
  },
  { path: 'unisolate', type: 'Unisolate', roles: ['Machine.Isolate'], parameters: [comment] },
  {
    path: 'restrictCodeExecution',
    type: 'RestrictCodeExecution',
    roles: ['Machine.RestrictExecution'],
    parameters: [comment],
    refusedOn: NOT_WINDOWS,
  },
  {
    path: 'unrestrictCodeExecution',
    type: 'UnrestrictCodeExecution',
    roles: ['Machine.RestrictExecution'],
    parameters: [comment],
    refusedOn: NOT_WINDOWS,
  },
  {
    path: 'runAntiVirusScan',
    type: 'RunAntiVirusScan',
    roles: ['Machine.Scan'],
    parameters: [comment, oneOf('ScanType', true, 'Quick', 'Full')],
    scopeFrom: 'ScanType',
  },
  {
    path: 'StopAndQuarantineFile',
    type: 'StopAndQuarantineFile',
    roles: ['Machine.StopAndQuarantine', 'Machine.ReadWrite.All'],
    parameters: [comment, { key: 'Sha1', isRequired: true, check: { kind: 'sha1' } }],
    refusedOn: NOT_WINDOWS,
  },
  {
    path: 'collectInvestigationPackage',
    type: 'CollectInvestigationPackage',
    roles: ['Machine.CollectForensics'],
    parameters: [comment],
  },
  { path: 'offboard', type: 'Offboard', roles: ['Machine.Offboard'], parameters: [comment] },
];

/** The body of a cancel: its comment is not marked required. */
export const CANCEL_PARAMETERS: readonly ActionParameter[] = [{ ...comment, isRequired: false }];

export const CANCEL_ROLES: readonly string[] = [
  'Machine.CollectForensics',
  'Machine.Isolate',
  'Machine.RestrictExecution',
  'Machine.Scan',
  'Machine.Offboard',
  'Machine.StopAndQuarantine',
  'Machine.LiveResponse',
];
