import { openReader } from '../open-aside';
import type { Place } from '../opened';
import type { VerifyFacts } from './chain-check';
import { type StoreVerified, verifyStore } from './verify-store';
import { type Exported, type ExportFacts, writeExport } from './write-export';

/** The record of a store, to be read beside whoever writes it. Every method rejects with a `Fault`. */
export interface OpenRecord {
  verify(facts: VerifyFacts): Promise<StoreVerified>;
  export(facts: ExportFacts): Promise<Exported>;
  close(): Promise<void>;
}

/** Opens the record of a store. Changes nothing, whatever state it is in. */
export const openRecord = async (place: Place): Promise<OpenRecord> => {
  const { tongue, read, close } = await openReader(place);
  return {
    verify: (facts) => read((db) => verifyStore(db, tongue, facts)),
    export: (facts) => read((db) => writeExport(db, facts)),
    close,
  };
};
