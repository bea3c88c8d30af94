/**
 * Makes `small-hospital.pcap`: about a minute on the mirrored trunk of an invented hospital, the same octets in every run.
 * `npm run sample` writes it: Node 20 cannot run TypeScript, so the writer is the test test/sample.test.ts with the
 * environment variable UPDATE_SAMPLE set; without it the test proves that the committed file is what this code makes.
 * What stands in it is told in sample/README.md.
 */

import { writePcap } from '../test/support/capture-writer.ts';
import { monitorPatient, reportInfusion } from './scenes/bedside.ts';
import { printOnWard, readVentilation, startWorkstation, watchDock } from './scenes/building.ts';
import { administerPacs, storeImages } from './scenes/imaging.ts';
import {
  announceIpv6,
  announceNeighbours,
  askForRouters,
  assignAddresses,
  manageNetwork,
} from './scenes/infrastructure.ts';
import { Trunk } from './trunk.ts';

/** 2026-05-04T08:00:00Z, a Monday. */
const START_MICROS = 1_777_881_600_000_000;

/** The capture file. */
export function smallHospital(): Buffer {
  const trunk = new Trunk(START_MICROS);
  const scenes = [
    ...[announceNeighbours, announceIpv6, askForRouters, assignAddresses, manageNetwork],
    ...[storeImages, administerPacs, monitorPatient, reportInfusion],
    ...[startWorkstation, readVentilation, watchDock, printOnWard],
  ];
  for (const scene of scenes) scene(trunk);
  return writePcap(trunk.frames);
}
