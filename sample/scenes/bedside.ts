/** The monitor and its central station; the pump, its gateway and the interface engine. */

import { macFromEui64 } from '../../src/base/mac-address.ts';
import {
  centralStation,
  interfaceEngine,
  monitor,
  PLANTED,
  pump,
  pumpGateway,
  UNSEEN_PUMP,
} from '../hosts.ts';
import { association, connectIndication, mdsCreate, mdsCreateResult } from '../messages/intellivue.ts';
import { mllp, segment } from '../messages/text.ts';
import { clientHello, serverFlight } from '../messages/tls.ts';
import type { Trunk } from '../trunk.ts';

const DATA_PORT = 24_105;
const INDICATION_PORT = 24_005;

export function monitorPatient(trunk: Trunk): void {
  const { mac, ip } = monitor;
  const indication = connectIndication({ mac, ip, mask: '255.255.255.0', bedLabel: 'ICU2-7' });
  for (const seconds of [1.5, 11.5, 21.5, 31.5, 41.5])
    trunk.at(seconds).udpToAll(monitor, '10.20.20.255', DATA_PORT, INDICATION_PORT, indication);
  trunk.at(12).arpRequest(centralStation, monitor.ip, monitor);
  trunk.udp(centralStation, monitor, DATA_PORT, DATA_PORT, association('request'));
  trunk.udp(monitor, centralStation, DATA_PORT, DATA_PORT, association('accept'));
  const event = mdsCreate({
    ...{ maker: 'Philips', model: 'M8004A', systemId: mac },
    specifications: [
      [1, 0x0008, 'DEDEMO5678'],
      [2, 0x0008, '865241'],
      [4, 0x0058, 'J.10.52'],
      [5, 0x0018, 'B.01.02'],
    ],
  });
  trunk.udp(monitor, centralStation, DATA_PORT, DATA_PORT, event);
  trunk.udp(centralStation, monitor, DATA_PORT, DATA_PORT, mdsCreateResult());
}

const GATEWAY_EUI64 = '005056FFFEA1301F';

interface ReportedPump {
  readonly eui64: string;
  readonly serial: string;
}

/** Device row, its participation, software version and one value, as IHE PCD-01 groups them. */
function pumpRows(device: ReportedPump, index: number): string[] {
  const row = index * 3;
  const instance = `P360-${device.serial}^^${device.eui64}^EUI-64`;
  const place = `${index + 1}.0.0.0`;
  return [
    segment('OBX', {
      ...{ 1: `${row + 1}`, 3: '69985^MDC_DEV_PUMP_INFUS_MDS^MDC', 4: place },
      ...{ 11: 'X', 14: '20260504080030', 18: instance },
    }),
    segment('PRT', {
      ...{ 1: '1', 2: 'UC', 4: 'EQUIP^Equipment^HL70912', 10: instance },
      16: `(01)10887787005551(21)${device.serial}`,
      ...{ 17: '20240115', 19: 'L22', 20: device.serial, 22: 'LVP^Large volume pump^L' },
    }),
    segment('OBX', {
      ...{ 1: `${row + 2}`, 2: 'ST', 3: '531975^MDC_ID_PROD_SPEC_SW^MDC', 4: `${index + 1}.0.0.1` },
      ...{ 5: '15.1.0', 11: 'R' },
    }),
    segment('OBX', {
      ...{ 1: `${row + 3}`, 2: 'NM', 3: '157784^MDC_FLOW_FLUID_PUMP^MDC', 4: `${index + 1}.1.2.1` },
      ...{ 5: '12.5', 6: '265266^MDC_DIM_MILLI_L_PER_HR^MDC', 11: 'R' },
    }),
  ];
}

export function reportInfusion(trunk: Trunk): void {
  const reported = [{ eui64: '0003B1FFFE770217', serial: '55217' }, UNSEEN_PUMP];
  if (macFromEui64(reported[0]?.eui64 ?? '') !== pump.mac)
    throw new Error('the first EUI-64 must be the pump on the wire');
  trunk.at(10).arpForRouter(pump);
  const hello = { label: 'pump', suites: [0x1301, 0xc02b, 0xc02f, 0x009c], modern: true };
  trunk.tcp(pump, 49_160, pumpGateway, 8_443).client(clientHello(hello)).server(serverFlight(hello)).close();

  const gateway = `PUMPGW^${GATEWAY_EUI64}^EUI-64`;
  const conversation = trunk.at(30).tcp(pumpGateway, 49_710, interfaceEngine, 2_575);
  for (const number of [1, 2]) {
    const order = `M${number}^${gateway}`;
    conversation.client(
      mllp([
        `MSH|^~\\&|${gateway}|ICU^1.2.3^ISO|IE|HOSP|20260504080030+0000||ORU^R01^ORU_R01|M${number}|P|2.8|||NE|AL||||||IHE_PCD_001^IHE PCD^1.3.6.1.4.1.19376.1.6.1.1.1^ISO`,
        'SFT|ICU Medical^L|15.1.0.3|MedNet Server|BIN-15-1||20250101',
        `PID|||${PLANTED.patientId}^^^HOSP^PI||${PLANTED.patient}`,
        'PV1||I|ICU2^^7',
        segment('OBR', { 1: '1', 3: order, 4: '69985^MDC_DEV_PUMP_INFUS_MDS^MDC', 7: '20260504080030' }),
        ...reported.flatMap(pumpRows),
      ]),
    );
    conversation.server(
      mllp([
        `MSH|^~\\&|IE|HOSP|PUMPGW|ICU|20260504080031||ACK^R01^ACK|A${number}|P|2.8`,
        `MSA|AA|M${number}`,
      ]),
    );
    conversation.wait(5_000_000);
  }
  conversation.close();
}
