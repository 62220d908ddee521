import type { Closing } from '../simulator/demo/closing';
import type { Table } from './table-lines';

/** How much is measured. */
export interface Scale {
  /** Everything smaller, for a look that takes two minutes. */
  readonly isQuick: boolean;
  /** Address of a PostgreSQL server where databases may be made; null where there is none. */
  readonly postgresUrl: string | null;
  readonly closing: Closing;
  /** Tells what is being done. */
  readonly say: (line: string) => void;
}

/** One part of the bench. */
export interface Section {
  readonly name: string;
  readonly measure: (scale: Scale) => Promise<readonly Table[]>;
}
