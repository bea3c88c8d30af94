/** `wardlight sensor` and `wardlight sensor status` with their options and help. Their code is loaded when one is run. */

import type { Command } from 'commander';
import { positiveNumber } from './option-values.ts';
import type { SensorCommandOptions } from './sensor.ts';

const EXAMPLES = `
Examples:
  wardlight sensor --server https://wardlight.hospital.example --enrol TOKEN --interface eth1
  wardlight sensor --interface eth1                 once it is enrolled
  wardlight sensor --follow /var/captures           a folder to which files are rotated
  wardlight sensor monday.pcap tuesday.pcap.gz      some captures, then it ends
  wardlight sensor status                           what waits, what was acknowledged, what is wrong

docs/sensors.md says what is sent and what is not.`;

export function addSensorCommands(root: Command, version: string): void {
  const sensor = root
    .command('sensor')
    .description('listen at a mirror port and deliver what is seen to a Wardlight server')
    .argument('[sources...]', 'capture files or folders to read once')
    .option('--server <url>', 'origin of the server, with the first start')
    .option('--enrol <token>', 'enrolment token, with the first start')
    .option('-i, --interface <name>', 'capture live from this interface (needs dumpcap or tcpdump)')
    .option('--follow <folder>', 'watch a folder for new and rotating captures')
    .option('--every <seconds>', 'time between two deliveries (default 30)', positiveNumber)
    .option(
      '--spool <megabytes>',
      'limit of what is kept while the server is away (default 512)',
      positiveNumber,
    )
    .option('--data <folder>', 'folder of key, spool and status (default: sensor in WARDLIGHT_DATA)')
    .option('--ca <file>', 'certificate of the authority that signed that of the server, PEM')
    .addHelpText('after', EXAMPLES)
    .action(async (sources: string[], options: SensorCommandOptions) => {
      const { runSensorCommand } = await import('./sensor.ts');
      process.exitCode = await runSensorCommand(sources, options, version);
    });
  sensor
    .command('status')
    .description('what the sensor on this machine says of itself; asks no server')
    .option('--data <folder>', 'folder of key, spool and status')
    .action(async (_own: object, command: Command) => {
      const { showSensorStatus } = await import('./sensor.ts');
      process.exitCode = showSensorStatus(command.optsWithGlobals<SensorCommandOptions>());
    });
}
