import { actionOf, type Verb } from '../../domain/catalogue';
import { limits } from '../block-kit/limits';

/** What a verb does, in full. */
export const verbTitle = (verb: Verb): string => actionOf(verb).title;

/** The same for a modal's title bar, which holds 24 characters: the verb alone where the title is longer. */
export const barTitle = (verb: Verb): string => {
  const title = verbTitle(verb);
  return title.length <= limits.viewTitle ? title : `${verb.charAt(0).toUpperCase()}${verb.slice(1)}`;
};
