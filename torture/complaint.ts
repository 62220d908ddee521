/** Something that must not be, and of which request. */
export interface Complaint {
  readonly kind: 'lost' | 'doubled' | 'untold' | 'untrue' | 'unapproved' | 'unheard' | 'unruly';
  readonly requestId: string | null;
  readonly says: string;
}

/** The same before it is said of which request. */
export type Found = Omit<Complaint, 'requestId'>;
