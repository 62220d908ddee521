import { runAudit } from './verbs/audit';
import { runBackup } from './verbs/backup';
import { runDoctor } from './verbs/doctor';
import { EXIT_USAGE, giveUp, tellFault } from './verbs/give-up';
import { runPolicy } from './verbs/policy';
import { serve } from './verbs/serve';
import { configure } from './verbs/settings';

const [verb, ...args] = process.argv.slice(2);

const run = async (): Promise<void> => {
  switch (verb) {
    case 'audit':
      return runAudit(args);
    case 'backup':
      return runBackup(args);
    case 'doctor':
      return runDoctor(configure());
    case 'policy':
      return runPolicy(args);
    case undefined:
      return serve(configure());
    default:
      return giveUp(EXIT_USAGE, [
        `There is no “${verb}”. Start Twokey without a word, or with doctor, policy, audit or backup.`,
      ]);
  }
};
run().catch(tellFault);
