import { registryCases } from './cases/all.ts';
import { fileStore } from './stores.ts';

registryCases(fileStore);
