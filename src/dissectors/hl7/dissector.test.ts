import { describe, expect, it } from 'vitest';
import { converse, describeDissector, type ExpectedFact } from '../dissector.contract.ts';
import { hl7, MESSAGE_LIMIT } from './dissector.ts';

const ACK =
  '0b4d53487c5e7e5c267c49457c484f53507c50554d5047577c4943557c32303236303331303130303030317c7c41434b5e5230315e41434b7c41317c507c322e360d4d53417c41457c310d4552527c7c7c3230375e4170706c69636174696f6e206572726f725e484c37303335377c450d1c0d';
const ORU_PRT_SFT =
  '0b4d53487c5e7e5c26237c50554d5047575e303030334231464646453737303231375e4555492d36347c4943555e312e322e335e49534f7c4548527c484f53507c32303236303331303130303030302b303030307c7c4f52555e5230315e4f52555f5230317c4d317c507c322e387c7c7c4e457c414c7c7c7c656e5e456e676c6973685e49534f3633397c7c4948455f5043445f3030315e494845205043445e312e332e362e312e342e312e31393337362e312e362e312e312e315e49534f0d5346547c494355204d65646963616c5e4c7c31352e312e302e337c4d65644e6574205365727665727c42494e2d31352d317c7c32303235303130310d5049447c7c7c3938373635345e5e5e484f53505e50497c7c444f455e504c414e5445440d4f42527c317c4d315e50554d5047575e303030334231464646453737303231375e4555492d36347c7c36393938355e4d44435f4445565f50554d505f494e4655535f4d44535e4d44437c7c7c32303236303331303130303030300d4f42587c317c7c36393938355e4d44435f4445565f50554d505f494e4655535f4d44535e4d44437c312e302e302e307c7c7c7c7c7c7c587c7c7c32303236303331303130303030307c7c7c7c503336302d35353231375e5e303030334231464646453737303231375e4555492d36340d5052547c317c55437c7c45515549505e45717569706d656e745e484c37303931327c7c7c7c7c7c503336302d35353231375e5e303030334231464646453737303231375e4555492d36347c7c7c7c7c7c2830312931303838373738373030353535312832312935353231375e5e322e31362e3834302e312e3131333838332e332e333731395e49534f7c32303234303131357c7c4c32327c35353231377c7c4c56505e4c6172676520766f6c756d652070756d705e4c0d4f42587c327c53547c3533313937355e4d44435f49445f50524f445f535045435f53575e4d44437c312e302e302e317c31352e312e307c7c7c7c7c7c520d4f42587c337c4e4d7c3135373738345e4d44435f464c4f575f464c5549445f50554d505e4d44437c312e312e322e317c31322e357c3236353236365e4d44435f44494d5f4d494c4c495f4c5f5045525f48525e4d44437c7c7c7c7c520d1c0d';
const OBX18_SHORT =
  '0b4d53487c5e7e5c267c4234305f47457c7c7c7c32303236303331303130303030307c7c4f52555e5230315e4f52555f5230317c397c507c322e360d4f42587c317c4e4d7c3134373834325e4d44435f4543475f48454152545f524154455e4d44437c312e352e312e317c38307c3236343836345e4d44435f44494d5f424541545f5045525f4d494e5e4d44437c7c7c7c7c527c7c7c7c7c7c7c303830303139464646453042343032305e4234305f47450d1c0d';
const PCD_LIKE =
  '0b4d53487c5e7e5c267c50554d5047575e303031313232333334343535363637375e4555492d36347c4943557c7c4548527c32303236303130313132303030307c7c4f52555e5230315e4f52555f5230317c317c507c322e360d4f42587c317c4e4d7c3135383031345e4d44435f464c4f575f464c5549445f50554d505f43555252454e545e4d44437c312e312e312e317c357c6d6c2f687c7c7c7c7c527c7c7c7c7c7c7c534e3132335e5e303039383736353433323130303030305e4555492d36340d1c0d';
const N_NO_END =
  '0b4d53487c5e7e5c267c417c427c437c447c32303236303331307c7c4f52555e5230317c317c507c322e360d4f42587c317c4e4d7c393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939393939';
const N_SHORT = '0b4d53481c0d0b4d53487c0d1c0d0b4d53480d5e7e5c260d411c0d';
const N_IN_HTTP =
  '504f5354202f686c3720485454502f312e310d0a486f73743a20780d0a436f6e74656e742d4c656e6774683a2033300d0a0d0a4d53487c5e7e5c267c4150507c4641437c7c7c32303236303331307c7c414454';

/** A block of these segments. */
const block = (...segments: string[]) => `\u000b${segments.join('\r')}\r\u001c\r`;
const hex = (text: string) => Buffer.from(text, 'utf8').toString('hex');
const about = (subject: string, ...facts: [string, string][]): ExpectedFact[] =>
  facts.map(([field, value]) => (subject === '' ? { field, value } : { field, value, about: subject }));
const sender = (...facts: [string, string][]) => about('', ...facts);
const HEADER = 'MSH|^~\\&|GATEWAY||||20260310||ORU^R01|1|P|2.6';
const HEADER_FACTS = sender(['MSH-3', 'GATEWAY'], ['MSH-9', 'ORU^R01'], ['MSH-12', '2.6']);
const PATIENT = 'PID|||987654^^^HOSP^PI||DOE^PLANTED';
const PLANTED = ['PLANTED', '987654', 'DOE'];
/** An OBX with fields 2 to 5 and 18. */
const obx = (type: string, code: string, place: string, value: string, equipment = '') =>
  `OBX|1|${type}|${code}|${place}|${value}||||||R|||||||${equipment}`;

describeDissector(hl7, [
  {
    name: 'hl7-ack: outcome, and who answers serves',
    messages: [{ from: 'server', hex: ACK }],
    facts: [
      ...sender(['MSH-3', 'IE'], ['MSH-4', 'HOSP'], ['MSH-9', 'ACK^R01'], ['MSH-12', '2.6'], ['MSA-1', 'AE']),
      ...about('receiver', ['MSH-5', 'PUMPGW'], ['MSH-6', 'ICU']),
    ].map((fact) => ({ ...fact, from: 'server' as const })),
    server: 'server',
  },
  {
    name: 'hl7-oru-prt-sft: five encoding characters, software of the gateway, device of the results',
    messages: [{ from: 'client', hex: ORU_PRT_SFT }],
    facts: [
      ...sender(
        ['MSH-3', 'PUMPGW'],
        ['MSH-3-eui64', '0003b1fffe770217'],
        ['MSH-3-mac', '00:03:b1:77:02:17'],
        ['MSH-4', 'ICU'],
        ['MSH-9', 'ORU^R01'],
        ['MSH-12', '2.8'],
        ['MSH-21', 'IHE_PCD_001'],
        ['SFT-1', 'ICU Medical'],
        ['SFT-2', '15.1.0.3'],
        ['SFT-3', 'MedNet Server'],
        ['SFT-4', 'BIN-15-1'],
        ['SFT-6', '20250101'],
        ['sending-software', '15.1.0.3'],
        ['reported-device-type', '69985 MDC_DEV_PUMP_INFUS_MDS'],
      ),
      ...about('receiver', ['MSH-5', 'EHR'], ['MSH-6', 'HOSP']),
      ...about(
        'named:eui64:0003b1fffe770217',
        ['OBX-18-eui64', '0003b1fffe770217'],
        ['OBX-18-mac', '00:03:b1:77:02:17'],
        ['OBX-18-text', 'P360-55217'],
        ['device-type', '69985 MDC_DEV_PUMP_INFUS_MDS'],
        ['UDI', '(01)10887787005551(21)55217'],
        ['UDI-instance', '10887787005551/55217'],
        ['PRT-17', '2024-01-15'],
        ['PRT-19', 'L22'],
        ['PRT-20', '55217'],
        ['PRT-22', 'Large volume pump'],
        ['MDC_ID_PROD_SPEC_SW', '15.1.0'],
      ),
    ],
    planted: [...PLANTED, '12.5'],
  },
  {
    name: 'hl7-obx18-short: EUI-64 as identifier, model behind it',
    messages: [{ from: 'client', hex: OBX18_SHORT }],
    facts: [
      ...sender(['MSH-3', 'B40_GE'], ['MSH-9', 'ORU^R01'], ['MSH-12', '2.6']),
      ...about(
        'named:eui64:080019fffe0b4020',
        ['OBX-18-eui64', '080019fffe0b4020'],
        ['OBX-18-mac', '08:00:19:0b:40:20'],
        ['OBX-18-text', 'B40_GE'],
      ),
    ],
  },
  {
    name: 'section M: PCD-like ORU, EUI-64 that no MAC was made into',
    messages: [{ from: 'client', hex: PCD_LIKE }],
    facts: [
      ...sender(
        ['MSH-3', 'PUMPGW'],
        ['MSH-3-eui64', '0011223344556677'],
        ['MSH-4', 'ICU'],
        ['MSH-9', 'ORU^R01'],
        ['MSH-12', '2.6'],
      ),
      ...about('receiver', ['MSH-6', 'EHR']),
      ...about(
        'named:eui64:0098765432100000',
        ['OBX-18-eui64', '0098765432100000'],
        ['OBX-18-serial', 'SN123'],
      ),
    ],
  },
  {
    name: 'free text in OBX-18 (form of a public capture), several messages in one segment, junk between them',
    messages: [
      {
        from: 'client',
        hex: hex(
          `${block(HEADER, PATIENT, obx('NM', '1^X^L', '', '5', 'Hospira Plum A+'))}\n` +
            block(HEADER, obx('NM', '1^X^L', '', '5', 'BD^Alaris 8015 PCU')) +
            block(HEADER, PATIENT, obx('NM', '1^X^L', '', '5', '71^DOE^PLANTED')) +
            block(HEADER, PATIENT, obx('NM', '1^X^L', '', '5', 'DOE, PLANTED')) +
            block(HEADER, PATIENT, obx('NM', '1^X^L', '', '5', 'DOE^PLANTED')),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...about('named:equipment:Hospira Plum A+', ['OBX-18-text', 'Hospira Plum A+']),
      ...about('named:equipment:Alaris 8015 PCU', ['OBX-18-text', 'Alaris 8015 PCU']),
    ],
    planted: PLANTED,
  },
  {
    name: 'production specifications by containment; modules, other OBR groups and odd values left out',
    messages: [
      {
        from: 'client',
        hex: hex(
          block(
            HEADER,
            PATIENT,
            'OBR|1',
            obx('', '70001^MDC_DEV_SYS_PT_VENT_MDS^MDC', '1.0.0.0', '', 'V8-0017^^1.3.6.1.4.1.99999^ISO'),
            obx('ST', '531969^MDC_ID_MODEL_NUMBER^MDC', '1.0.0.1', 'Evita V800'),
            obx('ST', '531970^MDC_ID_MODEL_MANUFACTURER^MDC', '1.0.0.2', 'Dräger \\T\\ Söhne, Inc.'),
            obx('ST', '531971^MDC_ID_PROD_SPEC_UNSPECIFIED^MDC', '1.0.0.3', 'X7'),
            obx('ST', '531972^MDC_ID_PROD_SPEC_SERIAL^MDC', '1.0.0.4', 'ASDF-0017'),
            obx('ST', '531973^MDC_ID_PROD_SPEC_PART^MDC', '1.0.0.5', 'P7'),
            obx('ST', '531974^MDC_ID_PROD_SPEC_HW^MDC', '1.0.0.6', '2.1'),
            obx('ST', '531975^MDC_ID_PROD_SPEC_SW^MDC', '1.0.0.7', 'DOE, PLANTED 1'),
            obx('ST', '531976^MDC_ID_PROD_SPEC_FW^MDC', '1.0.0.8', '7.7'),
            obx('ST', '531977^MDC_ID_PROD_SPEC_PROTOCOL^MDC', '1.0.0.9', '20601-1'),
            obx('ST', '67880^MDC_ATTR_ID_MODEL^MDC', '1.0.0.10', 'manufacturer=Drager Inc model=V800'),
            obx('ST', '531976^MDC_ID_PROD_SPEC_FW^MDC', '1.1.0.1', 'planted 9'),
            obx('XPN', '531976^MDC_ID_PROD_SPEC_FW^MDC', '1.0.0.11', 'planted 9'),
            obx('ST', '531976^MDC_ID_PROD_SPEC_FW^MDC', '1.0.0.12', 'planted^9'),
            obx('ST', '531976^Firmware^L', '1.0.0.13', 'planted 9'),
            'OBR|2',
            obx('ST', '531976^MDC_ID_PROD_SPEC_FW^MDC', '1.0.0.1', 'planted 9'),
          ),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...sender(['reported-device-type', '70001 MDC_DEV_SYS_PT_VENT_MDS']),
      ...about(
        'named:serial:1.3.6.1.4.1.99999/ASDF-0017',
        ['device-type', '70001 MDC_DEV_SYS_PT_VENT_MDS'],
        ['MDC_ID_MODEL_NUMBER', 'Evita V800'],
        ['MDC_ID_MODEL_MANUFACTURER', 'Dräger & Söhne, Inc.'],
        ['MDC_ID_PROD_SPEC_UNSPECIFIED', 'X7'],
        ['MDC_ID_PROD_SPEC_SERIAL', 'ASDF-0017'],
        ['MDC_ID_PROD_SPEC_PART', 'P7'],
        ['MDC_ID_PROD_SPEC_HW', '2.1'],
        ['MDC_ID_PROD_SPEC_FW', '7.7'],
        ['MDC_ID_PROD_SPEC_PROTOCOL', '20601-1'],
        ['MDC_ATTR_ID_MODEL-manufacturer', 'Drager Inc'],
        ['MDC_ATTR_ID_MODEL', 'V800'],
        ['OBX-18-text', 'V8-0017'],
      ),
    ],
    planted: PLANTED,
  },
  {
    name: 'participations: role, device of the row before, UDI without and with brackets',
    messages: [
      {
        from: 'client',
        hex: hex(
          block(
            HEADER,
            obx('', '69965^MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS^MDC', '1.0.0.0', ''),
            'PRT|1|UC||EQUIP||||||00-09-FB-FF-FE-3A-10-15^MX800|||||||||L1|DE7||MON^Monitor',
            'PRT|2|UC||AP|71^DOE^PLANTED|||||987654^PLANTED',
            'PRT|3|UC||EQUIP||||||KIT-77^^2.999.7^ISO',
            'PRT|4|UC||EQUIP||||||^^(01)00840682103039(21)REV8812|||||||||||DOE, PLANTED',
            'OBX|2|NM|1^X^L||5',
            'PRT|5|UC||EQUIP||||||||||||0110887787005551112401152155217||20290115',
          ),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...sender(['reported-device-type', '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS']),
      ...about(
        'named:eui64:0009fbfffe3a1015',
        ['device-type', '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS'],
        ['PRT-10-eui64', '0009fbfffe3a1015'],
        ['PRT-10-mac', '00:09:fb:3a:10:15'],
        ['PRT-10-text', 'MX800'],
        ['PRT-19', 'L1'],
        ['PRT-20', 'DE7'],
        ['PRT-22', 'Monitor'],
      ),
      ...about('named:serial:2.999.7/KIT-77', ['PRT-10-serial', 'KIT-77']),
      ...about(
        'named:udi:00840682103039/REV8812',
        ['UDI', '(01)00840682103039(21)REV8812'],
        ['UDI-instance', '00840682103039/REV8812'],
      ),
      ...about(
        'named:udi:10887787005551/55217',
        ['UDI', '0110887787005551112401152155217'],
        ['UDI-instance', '10887787005551/55217'],
        ['PRT-18', '2029-01-15'],
      ),
    ],
    planted: PLANTED,
  },
  {
    name: 'pumps of one maker: an EUI-64 of the maker behind the serial number, model at the only module, place in OBX-18',
    messages: ['P52814', 'I51316'].map((serial, index) => ({
      from: 'client' as const,
      hex: hex(
        block(
          HEADER,
          obx(
            '',
            '70053^MDC_DEV_PUMP_INFUS_SYRINGE_MDS^MDC',
            '1.0.0.0',
            '',
            `${serial}^^0012210000000000^EUI-64`,
          ),
          obx('', '70054^MDC_DEV_PUMP_INFUS_SYRINGE_VMD^MDC', '1.1.0.0', ''),
          obx('ST', '67880^MDC_ATTR_ID_MODEL^MDC', '1.1.0.8', 'B Braun SpacePlus Perfusor'),
          obx('ST', '67972^MDC_ATTR_SYS_ID^MDC', '1.1.0.9', `3107c7c4-59d7-54b7-b500-8d716e5ca2c${index}`),
          obx(
            'ST',
            '0^MDC_ATTR_PUMP_PILLAR_DETAILS^MDC',
            '1.1.0.24',
            '0^0',
            '~~~Ward~~~~D6^^0012210000000000^EUI-64',
          ),
          obx('', '70067^MDC_DEV_PUMP_DELIVERY_INFO^MDC', '1.1.1.0', ''),
        ),
      ),
    })),
    facts: [
      ...HEADER_FACTS,
      ...sender(['reported-device-type', '70053 MDC_DEV_PUMP_INFUS_SYRINGE_MDS']),
      ...['P52814', 'I51316'].flatMap((serial, index) =>
        about(
          `named:serial:0012210000000000/${serial}`,
          ['device-type', '70053 MDC_DEV_PUMP_INFUS_SYRINGE_MDS'],
          ['MDC_ATTR_ID_MODEL', 'B Braun SpacePlus Perfusor'],
          ['MDC_ATTR_SYS_ID', `3107c7c4-59d7-54b7-b500-8d716e5ca2c${index}`],
          ['OBX-18-serial', serial],
        ),
      ),
    ],
  },
  {
    name: 'a gateway that writes its own EUI-64 behind the ids of its devices: known from the second id on',
    messages: [
      {
        from: 'client',
        hex: hex(
          ['PUMP-1', 'PUMP-2', 'PUMP-1']
            .map((id) =>
              block(HEADER, obx('', '69985^X^MDC', '1.0.0.0', '', `${id}^^0003B10000000001^EUI-64`)),
            )
            .join(''),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...sender(['reported-device-type', '69985 MDC_DEV_PUMP_INFUS_MDS']),
      ...about(
        'named:eui64:0003b10000000001',
        ['OBX-18-eui64', '0003b10000000001'],
        ['device-type', '69985 MDC_DEV_PUMP_INFUS_MDS'],
        ['OBX-18-serial', 'PUMP-1'],
      ),
      ...['PUMP-1', 'PUMP-2'].flatMap((id) =>
        about(
          `named:serial:0003b10000000001/${id}`,
          ['device-type', '69985 MDC_DEV_PUMP_INFUS_MDS'],
          ['OBX-18-serial', id],
        ),
      ),
    ],
  },
  {
    name: 'a rack with two pumps of their own, versions in pairs, a code without term and a term without code',
    messages: [
      {
        from: 'client',
        hex:
          hex(
            block(
              HEADER,
              obx('', '70101^^MDC', '7.0.0.0', '', 'RACK-1^^2.999^ISO'),
              obx('', '70050^MDC_DEV_PUMP_INFUS_LVP_VMD^MDC', '7.1.0.0', '', 'LVP-1^^2.999^ISO'),
              obx('', '70054^^MDC', '7.2.0.0', '', 'SYR-2^^2.999^ISO'),
              obx(
                'ST',
                '531975^MDC_ID_PROD_SPEC_SW^MDC',
                '7.1.0.1',
                'InfuserType=PLUM_360~Infuser Software=15.11.0~Boot Loader=1',
              ),
              obx('ST', '531976^MDC_ID_PROD_SPEC_FW^MDC', '7.2.0.1', 'Boot=9.9~Pump Firmware=2.2'),
              obx('ST', '531974^MDC_ID_PROD_SPEC_HW^MDC', '7.2.0.2', 'A=planted 1~B=planted 2'),
              obx('ST', '531976^MDC_ID_PROD_SPEC_FW^MDC', '7.3.0.1', 'planted 9'),
            ),
          ) +
          hex(
            block(
              HEADER,
              obx('', '0^MDC_DEV_PUMP_INFUS_NEW_MDS^MDC', '1.0.0.0', '', 'Pump 9'),
              obx('', '70685^^MDC', '2.0.0.0', '', 'Cuff 9'),
              obx('', '68481^MDC_ATTR_EVENT_PHASE^MDC', '3.0.0.0', '', 'Event 9'),
            ),
          ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...sender(
        ['reported-device-type', '70101 MDC_DEV_PUMP_INFUS_RACK_MDS'],
        ['reported-device-type', 'MDC_DEV_PUMP_INFUS_NEW_MDS'],
        ['reported-device-type', '70685'],
      ),
      ...about(
        'named:serial:2.999/RACK-1',
        ['device-type', '70101 MDC_DEV_PUMP_INFUS_RACK_MDS'],
        ['OBX-18-serial', 'RACK-1'],
      ),
      ...about(
        'named:serial:2.999/LVP-1',
        ['MDC_ID_PROD_SPEC_SW', '15.11.0'],
        ['MDC_ATTR_ID_MODEL', 'PLUM_360'],
        ['module-type', '70050 MDC_DEV_PUMP_INFUS_LVP_VMD'],
        ['OBX-18-serial', 'LVP-1'],
      ),
      ...about(
        'named:serial:2.999/SYR-2',
        ['MDC_ID_PROD_SPEC_FW', '2.2'],
        ['module-type', '70054 MDC_DEV_PUMP_INFUS_SYRINGE_VMD'],
        ['OBX-18-serial', 'SYR-2'],
      ),
      ...about(
        'named:equipment:Pump 9',
        ['device-type', 'MDC_DEV_PUMP_INFUS_NEW_MDS'],
        ['OBX-18-text', 'Pump 9'],
      ),
      ...about('named:equipment:Cuff 9', ['device-type', '70685'], ['OBX-18-text', 'Cuff 9']),
      ...about('named:equipment:Event 9', ['OBX-18-text', 'Event 9']),
    ],
    planted: PLANTED,
  },
  {
    name: 'identifiers of monitors: UUID with the model, EUI-64 of the gateway with the address of the monitor',
    messages: [
      {
        from: 'client',
        hex: hex(
          block(
            HEADER,
            obx(
              '',
              '69965^X^MDC',
              '1.0.0.0',
              '',
              '7f2586c7-0506-46cd-a612-d8e75b838faa-IntelliVue MX500 - 866064',
            ),
            obx('', '70666^MDC_DEV_ECG_RESP_VMD^MDC', '1.2.0.0', '', 'XW25200213'),
          ) +
            block(HEADER, obx('NM', '1^X^L', '', '5', '080019FFFE3ED02D192.0.2.135^GATEWAY_1')) +
            block(HEADER, obx('ST', '67972^MDC_ATTR_SYS_ID^MDC', '1.0.0.9', 'planted', 'Pump 7')),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...sender(['reported-device-type', '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS']),
      ...about(
        'named:uuid:7f2586c7-0506-46cd-a612-d8e75b838faa',
        ['equipment-uuid', '7f2586c7-0506-46cd-a612-d8e75b838faa'],
        ['OBX-18-text', 'IntelliVue MX500'],
        ['OBX-18-text', '866064'],
        ['device-type', '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS'],
      ),
      ...about(
        'named:equipment:XW25200213',
        ['OBX-18-text', 'XW25200213'],
        ['module-type', '70666 MDC_DEV_ECG_RESP_VMD'],
      ),
      ...about('ip:192.0.2.135', ['equipment-address', '192.0.2.135']),
      ...about('named:equipment:Pump 7', ['OBX-18-text', 'Pump 7']),
    ],
    planted: PLANTED,
  },
  {
    name: 'a UDI-DI that stands alone in PRT-16',
    messages: [
      {
        from: 'client',
        hex: hex(
          block(
            HEADER,
            'OBX|1|NM|1^X^L||5',
            'PRT|1|UC||EQUIP||||||KIT-77^^2.999.7^ISO||||||10887787005551^GS1|||L1|55217|PLANTED-DONATION',
            'OBX|2|NM|1^X^L||5',
            'PRT|1|UC||EQUIP||||||KIT-78^^2.999.7^ISO||||||10887787005552^GS1',
          ),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...about(
        'named:udi:10887787005551/55217',
        ['PRT-19', 'L1'],
        ['PRT-20', '55217'],
        ['UDI-DI', '10887787005551'],
        ['UDI-instance', '10887787005551/55217'],
        ['PRT-10-text', 'KIT-77'],
      ),
      ...about('named:serial:2.999.7/KIT-78', ['PRT-10-serial', 'KIT-78']),
    ],
    planted: PLANTED,
  },
  {
    name: 'laboratory equipment status (EQU)',
    messages: [
      {
        from: 'client',
        hex: hex(
          block(HEADER, 'EQU|0003B1FFFE770218^Track 2|20260310|OP') +
            block(HEADER, 'EQU|A-7^LAB^2.999^ISO|20260310') +
            block(HEADER, 'EQU|0003B1FFFE770218^Track 2|20260310|CL'),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...about(
        'named:eui64:0003b1fffe770218',
        ['EQU-1-eui64', '0003b1fffe770218'],
        ['EQU-1-mac', '00:03:b1:77:02:18'],
        ['EQU-1-text', 'Track 2'],
      ),
      ...about('named:serial:2.999/A-7', ['EQU-1-serial', 'A-7']),
    ],
  },
  {
    name: 'the sender is the equipment: its software entry and OBX-18 are the same',
    messages: [
      {
        from: 'client',
        hex: hex(
          block(
            HEADER,
            'SFT|Maker AG|2.41.0|Monitor 17|FB-31',
            PATIENT,
            obx('', '69965^X^MDC', '1.0.0.0', '', 'Monitor 17^FB-31'),
            obx('NM', '8867-4^Heart rate^LN', '', '72', 'Monitor 17^FB-31'),
          ),
        ),
      },
      {
        from: 'client',
        hex: hex(
          block(
            HEADER,
            'SFT|Maker AG|2.41.0|Monitor 17|FB-31',
            'SFT|Engine Ltd|1|Engine|E1',
            obx('NM', '8867-4^Heart rate^LN', '', '72', 'Monitor 17^FB-31'),
          ),
        ),
      },
    ],
    facts: [
      ...HEADER_FACTS,
      ...sender(
        ['SFT-1', 'Maker AG'],
        ['SFT-2', '2.41.0'],
        ['SFT-3', 'Monitor 17'],
        ['SFT-4', 'FB-31'],
        ['reported-device-type', '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS'],
        ['equipment-vendor', 'Maker AG'],
        ['equipment-model', 'Monitor 17'],
        ['equipment-serial', 'FB-31'],
        ['equipment-software', '2.41.0'],
        ['device-type', '69965 MDC_DEV_MON_PHYSIO_MULTI_PARAM_MDS'],
        ['SFT-1', 'Engine Ltd'],
        ['SFT-2', '1'],
        ['SFT-3', 'Engine'],
        ['SFT-4', 'E1'],
      ),
      ...about('named:equipment:Monitor 17^FB-31', ['OBX-18-text', 'Monitor 17'], ['OBX-18-text', 'FB-31']),
    ],
    planted: PLANTED,
  },
  {
    name: 'separators of the message itself, line feeds, escapes, a block that ends with the next one',
    messages: [
      {
        from: 'client',
        hex: hex(
          '\u000bMSH$*~!&$A!S!B*x$FAC!E!!F!!R!!T!!.br!$$$2026$$ADT*A01$7$P$2.3\r\nPID$1$$$$DOE*PLANTED\r\n' +
            `${block(HEADER)}\u000b\u0006\u001c\r\u000bABC\u001c\r`,
        ),
      },
    ],
    facts: [
      ...sender(['MSH-3', 'A*B'], ['MSH-4', 'FAC!$~&'], ['MSH-9', 'ADT^A01'], ['MSH-12', '2.3']),
      ...HEADER_FACTS,
    ],
    anomalies: ['not-hl7', 'unterminated'],
    planted: PLANTED,
  },
  {
    name: 'n-hl7-noend: the header is used when the flow ends',
    messages: [{ from: 'client', hex: N_NO_END }],
    facts: [
      ...sender(['MSH-3', 'A'], ['MSH-4', 'B'], ['MSH-9', 'ORU^R01'], ['MSH-12', '2.6']),
      ...about('receiver', ['MSH-5', 'C'], ['MSH-6', 'D']),
    ],
    anomalies: ['unterminated'],
  },
  {
    name: 'segments that LF alone ends',
    messages: [
      {
        from: 'client',
        hex: hex(`\u000b${[HEADER, PATIENT, obx('NM', '1^X^L', '', '5', 'Pump 1')].join('\n')}\n\u001c\r`),
      },
    ],
    facts: [...HEADER_FACTS, ...about('named:equipment:Pump 1', ['OBX-18-text', 'Pump 1'])],
    planted: PLANTED,
  },
  {
    name: 'n-hl7-short',
    messages: [{ from: 'client', hex: N_SHORT }],
    facts: [],
    unrecognised: true,
  },
  {
    name: 'n-hl7-short within a flow',
    messages: [{ from: 'client', hex: hex(block(HEADER)) + N_SHORT + hex(block('MSH|^~\\&')) }],
    facts: HEADER_FACTS,
    anomalies: ['not-hl7'],
  },
  {
    name: 'n-hl7-in-http',
    messages: [{ from: 'client', hex: N_IN_HTTP }],
    facts: [],
    unrecognised: true,
  },
]);

describe('long messages', () => {
  const document = (octets: number) =>
    block(
      HEADER,
      obx('NM', '1^X^L', '', '5', 'Pump 1'),
      obx('ED', '2^X^L', '', 'A'.repeat(octets)),
      obx('NM', '1^X^L', '', '5', 'Pump 2'),
    );
  const after = block(HEADER, obx('NM', '1^X^L', '', '5', 'Pump 3'));
  const texts = (text: string, size: number) => {
    const octets = Buffer.from(text, 'latin1');
    const segments = Array.from({ length: Math.ceil(octets.length / size) }, (_, index) => ({
      from: 'client' as const,
      octets: octets.subarray(index * size, (index + 1) * size),
    }));
    const outcome = converse(hl7, { name: 'long', messages: [], facts: [] }, segments);
    const found = outcome.facts.filter((fact) => fact.field === 'OBX-18-text').map((fact) => fact.value);
    return { found, anomalies: outcome.anomalies };
  };

  it.each([1_460, 65_000, 2_000_000])('reads the first part and skips the rest, segments of %i', (size) => {
    expect(texts(document(MESSAGE_LIMIT) + after, size)).toEqual({
      found: ['Pump 1', 'Pump 3'],
      anomalies: ['long-message'],
    });
    expect(texts(document(MESSAGE_LIMIT - 1_000) + after, size)).toEqual({
      found: ['Pump 1', 'Pump 2', 'Pump 3'],
      anomalies: [],
    });
  });

  it('resumes after lost octets at the start of a block, even within a long message', () => {
    const endless = `\u000b${HEADER}\r${'A'.repeat(MESSAGE_LIMIT)}`;
    expect(texts(endless + after, 1_460).found).toEqual(['Pump 3']);
  });

  it('goes on after a long message without an end, however long', () => {
    const endless = `\u000b${HEADER}\r${'A'.repeat(1_000_000)}`;
    expect(texts(`${endless}\u001c\r${after}`, 1_460)).toEqual({
      found: ['Pump 3'],
      anomalies: ['long-message'],
    });
  });
});
