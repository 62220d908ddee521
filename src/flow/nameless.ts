import type { Person } from '../domain/person';

/** Somebody of whom the directory has told no name. */
export const nameless = ({ personId: id }: { readonly personId: string }): Person => ({ id, name: id });
