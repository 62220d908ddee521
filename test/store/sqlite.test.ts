import { conformance } from './conformance';
import { sqliteHarness } from './harness';

conformance('SQLite', sqliteHarness);
