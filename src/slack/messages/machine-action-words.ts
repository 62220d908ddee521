import { titleOfType } from '../../domain/catalogue';
import { shown } from './names';

/** What a Machine Action is called: as its verb is, or in Defender's own word where no verb makes it. */
export const typeWords = (type: string): string => titleOfType(type) ?? shown(type);
