import { z } from 'zod';
import { isVerb, type Verb } from '../../domain/catalogue';

/** A verb of the catalogue. */
export const verbShape = z.custom<Verb>((word) => typeof word === 'string' && isVerb(word));
