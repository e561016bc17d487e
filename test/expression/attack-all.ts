import { compile } from '../../src/expression/compile.ts';
import { ExpressionError } from '../../src/expression/error.ts';
import { ATTACKS, VICTIMS } from './attacks.ts';
import { scopeOf } from './test-scope.ts';

/** Runs every attack in one process, to be started with little memory. */
for (const { text, dialect = 'native', recursive = false } of ATTACKS) {
  try {
    compile(text, { dialect, recursive }).evaluate(scopeOf({ variables: VICTIMS }));
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) {
      throw thrown;
    }
  }
}
process.stdout.write(`${ATTACKS.length} attacks, all stopped\n`);
