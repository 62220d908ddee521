import { runDoctor } from './verbs/doctor';
import { tellFault } from './verbs/give-up';
import { serve } from './verbs/serve';
import { configure } from './verbs/settings';

const [verb] = process.argv.slice(2);
(verb === 'doctor' ? runDoctor(configure()) : serve(configure())).catch(tellFault);
