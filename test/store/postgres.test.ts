import { conformance } from './conformance';
import { hints } from './conformance/hints';
import { sharing } from './conformance/sharing';
import { serverUrl } from './fresh-database';
import { dropSpare, postgresHarness } from './postgres-harness';

if (serverUrl === undefined) {
  test.skip('PostgreSQL: skipped, because TEST_DATABASE_URL is not set', () => {});
} else {
  afterAll(dropSpare);
  conformance('PostgreSQL', postgresHarness);
  describe('PostgreSQL: sharing', () => sharing(postgresHarness));
  describe('PostgreSQL: hints', () => hints(postgresHarness));
}
