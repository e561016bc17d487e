import { DEPLOY_HELP, deployCommand } from './deploy-command.ts';
import { PACKS_HELP, packsCommand } from './packs-command.ts';
import { complain, FriendlyError } from './say.ts';
import { START_HELP, startCommand } from './start-command.ts';

interface Command {
  readonly help: string;
  /** @returns the exit code. */
  readonly run: (args: readonly string[]) => Promise<number>;
}

const COMMANDS: ReadonlyMap<string, Command> = new Map([
  ['start', { help: START_HELP, run: startCommand }],
  ['packs', { help: PACKS_HELP, run: packsCommand }],
  ['deploy', { help: DEPLOY_HELP, run: deployCommand }],
]);

async function run([name = '', ...args]: readonly string[]): Promise<number> {
  const command = COMMANDS.get(name);
  if (command === undefined) {
    complain(`there is no command "${name}"; there are ${[...COMMANDS.keys()].join(', ')}, run and exec`);
    return 2;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(command.help);
    return 0;
  }
  return command.run(args);
}

try {
  process.exitCode = await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof FriendlyError) {
    complain(error.message);
  } else {
    console.error(error);
  }
  process.exitCode = 1;
}
