import { committing } from './conformance/committing';
import { deliveries } from './conformance/deliveries';
import { dueWork } from './conformance/due-work';
import { keeping } from './conformance/keeping';
import { pausing } from './conformance/pausing';
import { posts } from './conformance/posts';
import { recordReads } from './conformance/record-reads';
import { redraws } from './conformance/redraws';
import { replicas } from './conformance/replicas';
import type { Harness } from './harness';

/** Everything that a database must do to stand behind the ports. Every dialect runs all of it. */
export const conformance = (name: string, fresh: () => Promise<Harness>): void => {
  describe(`${name}: committing`, () => committing(fresh));
  describe(`${name}: due work`, () => dueWork(fresh));
  describe(`${name}: pausing`, () => pausing(fresh));
  describe(`${name}: posts`, () => posts(fresh));
  describe(`${name}: redraws`, () => redraws(fresh));
  describe(`${name}: deliveries`, () => deliveries(fresh));
  describe(`${name}: reading the record`, () => recordReads(fresh));
  describe(`${name}: keeping`, () => keeping(fresh));
  describe(`${name}: replicas`, () => replicas(fresh));
};
