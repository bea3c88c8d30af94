/** `wardlight people` with its options and help. Its code is loaded when it is run. */

import type { Command } from 'commander';
import { collected } from './option-values.ts';

type PeopleCommands = typeof import('./people.ts');

export function addPeopleCommands(root: Command): void {
  const people = root
    .command('people')
    .description('who may sign in; for rescue on the machine itself, while the server runs or not');
  people
    .command('list')
    .description('everybody with roles, second factor and last sign-in')
    .option('--json', 'print one JSON document')
    .action((options: Parameters<PeopleCommands['listPeople']>[0]) => run((all) => all.listPeople(options)));
  people
    .command('reset-second-factor')
    .description('take one-time codes and passkeys away from somebody who lost them')
    .argument('<email>', 'address with which the person signs in')
    .action((email: string) => run((all) => all.resetPerson(email)));
  people
    .command('invite')
    .description('make an invitation, such as for an administrator when the last one is gone')
    .argument('<email>', 'address of the person')
    .requiredOption('--role <role>', 'role that the person gets, for everything; may be repeated', collected)
    .option('--organisation <name>', 'name or id, where there are several')
    .action((email: string, options: Parameters<PeopleCommands['invitePerson']>[1]) =>
      run((all) => all.invitePerson(email, options)),
    );
}

async function run(command: (commands: PeopleCommands) => Promise<number>): Promise<void> {
  process.exitCode = await command(await import('./people.ts'));
}
