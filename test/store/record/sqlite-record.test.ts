import { recordConformance } from './record-conformance';
import { sqliteRecords } from './record-harness';

describe('SQLite: the record', () => recordConformance(sqliteRecords));
