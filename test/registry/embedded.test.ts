import { registryCases } from './cases/all.ts';
import { hranaStore } from './stores.ts';

registryCases(hranaStore);
