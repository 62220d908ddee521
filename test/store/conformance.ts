import { afterTheAct } from './conformance/after-the-act';
import { callLog } from './conformance/call-log';
import { committing } from './conformance/committing';
import { containments } from './conformance/containments';
import { deliveries } from './conformance/deliveries';
import { dueWork } from './conformance/due-work';
import { homes } from './conformance/homes';
import { keeping } from './conformance/keeping';
import { leases } from './conformance/leases';
import { pausing } from './conformance/pausing';
import { posts } from './conformance/posts';
import { racing } from './conformance/racing';
import { recordReads } from './conformance/record-reads';
import { redraws } from './conformance/redraws';
import { replicas } from './conformance/replicas';
import { workload } from './conformance/workload';
import type { Harness } from './harness';

/** Everything that a database must do to stand behind the ports. Every dialect runs all of it. */
export const conformance = (name: string, fresh: () => Promise<Harness>): void => {
  describe(`${name}: after the act`, () => afterTheAct(fresh));
  describe(`${name}: committing`, () => committing(fresh));
  describe(`${name}: due work`, () => dueWork(fresh));
  describe(`${name}: containments`, () => containments(fresh));
  describe(`${name}: pausing`, () => pausing(fresh));
  describe(`${name}: posts`, () => posts(fresh));
  describe(`${name}: redraws`, () => redraws(fresh));
  describe(`${name}: deliveries`, () => deliveries(fresh));
  describe(`${name}: reading the record`, () => recordReads(fresh));
  describe(`${name}: keeping`, () => keeping(fresh));
  describe(`${name}: workload`, () => workload(fresh));
  describe(`${name}: Home`, () => homes(fresh));
  describe(`${name}: call log`, () => callLog(fresh));
  describe(`${name}: leases`, () => leases(fresh));
  describe(`${name}: racing`, () => racing(fresh));
  describe(`${name}: replicas`, () => replicas(fresh));
};
