/** Something in a policy that is valid and can hardly be meant. */
export interface PolicyWarning {
  /** Where in the policy file, by its keys. */
  readonly path: readonly (string | number)[];
  /** What is the matter, and the cure. */
  readonly says: string;
  /** `stops`: something can never be asked for, or never be approved. `idle`: something has no effect. */
  readonly weight: 'stops' | 'idle';
}
