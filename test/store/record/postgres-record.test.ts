import { recordConformance } from './record-conformance';
import { postgresRecords } from './record-harness';

const server = process.env['TEST_DATABASE_URL'];

if (server === undefined) {
  test.skip('PostgreSQL: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  describe('PostgreSQL: the record', () => recordConformance(() => postgresRecords(server)));
}
