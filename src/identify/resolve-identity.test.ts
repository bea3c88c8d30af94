import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { CLAIMANT_LIMIT } from './claimed-identities.ts';
import { IdentityScene } from './identity-scene.arbitrary.ts';
import type { DeviceDraft } from './resolve-identity.ts';

const PUMP = '00:03:b1:77:02:17';
const MONITOR = '00:09:fb:3a:10:15';
const ROUTER = '00:1b:67:10:00:10';
const ROUTER_LEG = '00:1b:67:10:00:11';

describe('IdentityResolution', () => {
  let scene: IdentityScene;
  beforeEach(() => {
    scene = new IdentityScene();
  });

  it('ties an address to the station that sends from it with an untouched time to live', () => {
    expect(scene.sends(PUMP, '10.0.1.5').devices()).toEqual([
      { macs: [PUMP], ips: ['10.0.1.5'], names: [], routes: false, behind: undefined },
    ]);
  });

  it('keeps a host behind a router apart from the router', () => {
    scene.claims(ROUTER, '10.0.1.1').claims(PUMP, '10.0.1.5').sends(PUMP, '10.0.1.5');
    scene.sends(ROUTER, '198.51.100.7', 57).sends(ROUTER, '203.0.113.9', 118);
    const devices = scene.devices();
    expect(devices.map(({ macs, ips }) => [...macs, ...ips].join(' ')).sort()).toEqual([
      `${PUMP} 10.0.1.5`,
      `${ROUTER} 10.0.1.1`,
      '198.51.100.7',
      '203.0.113.9',
    ]);
    expect(devices.find(({ macs }) => macs.includes(ROUTER))?.routes).toBe(true);
  });

  it('does not split a device whose packets are seen again behind the router (mirror of both VLANs)', () => {
    scene.claims(PUMP, '10.0.1.5').sends(PUMP, '10.0.1.5', 64).sends(ROUTER, '10.0.1.5', 63);
    scene.claims(MONITOR, '10.0.2.6').sends(MONITOR, '10.0.2.6', 64).sends(ROUTER, '10.0.2.6', 63);
    const devices = scene.devices();
    expect(devices).toHaveLength(3);
    expect(devices.find(({ macs }) => macs.includes(PUMP))?.ips).toEqual(['10.0.1.5']);
    expect(devices.find(({ macs }) => macs.includes(ROUTER))).toMatchObject({ ips: [], routes: true });
  });

  it('names a few of the many stations that used one address, and how many more there were', () => {
    for (let number = 10; number < 40; number++) {
      const mac = `00:09:fb:00:00:${number}`;
      scene.claims(mac, '192.168.1.10').sends(mac, '192.168.1.10');
    }
    const decisions = scene.drafts().flatMap((draft) => draft.decisions);
    expect(decisions).toHaveLength(30);
    for (const { reason, about } of decisions) {
      expect(about).toHaveLength(8);
      expect(reason).toBe(
        `192.168.1.10 was used by ${about.join(' and ')} and 22 more: an address makes no device`,
      );
    }
  });

  it('finds a router by what it is handed, and joins its legs', () => {
    scene.claims(PUMP, '10.0.1.5').claims(MONITOR, '10.0.2.6').claims('00:00:5e:00:53:01', '10.0.3.7');
    scene.claims(ROUTER, '10.0.1.1').claims(ROUTER_LEG, '10.0.2.1');
    scene.delivers(ROUTER, '10.0.2.6', '10.0.3.7', '198.51.100.7').delivers(ROUTER_LEG, '10.0.1.5');
    const router = scene.devices().filter(({ macs }) => macs.includes(ROUTER) || macs.includes(ROUTER_LEG));
    expect(router).toEqual([
      {
        macs: [ROUTER, ROUTER_LEG],
        ips: ['10.0.1.1', '10.0.2.1'],
        names: [],
        routes: true,
        behind: undefined,
      },
    ]);
  });

  it('leaves the address with its user when somebody else merely claims it (ARP spoofing)', () => {
    scene.claims(PUMP, '10.0.1.5').sends(PUMP, '10.0.1.5').claims('dc:a6:32:ab:cd:01', '10.0.1.5');
    const devices = scene.devices();
    expect(devices.find(({ macs }) => macs.includes(PUMP))?.ips).toEqual(['10.0.1.5']);
    expect(devices.find(({ macs }) => macs.includes('dc:a6:32:ab:cd:01'))?.ips).toEqual([]);
  });

  it('lists an address that two stations used in turn with both, and does not merge them', () => {
    scene
      .claims(PUMP, '10.0.1.5')
      .sends(PUMP, '10.0.1.5')
      .claims(MONITOR, '10.0.1.5')
      .sends(MONITOR, '10.0.1.5');
    expect(scene.devices().map(({ macs, ips }) => [macs, ips])).toEqual([
      [[PUMP], ['10.0.1.5']],
      [[MONITOR], ['10.0.1.5']],
    ]);
  });

  it('makes no device of a station or an address that never spoke', () => {
    scene.sends(PUMP, '10.0.1.5').delivers(ROUTER, '10.0.9.9');
    expect(scene.devices().map(({ macs, ips }) => [macs, ips])).toEqual([[[PUMP], ['10.0.1.5']]]);
  });

  it('takes a station that answers ARP for many for a router, not for the owner of all', () => {
    for (let host = 1; host <= 12; host++) scene.claims(ROUTER, `10.0.7.${host}`);
    const [router] = scene.devices();
    expect(router).toMatchObject({ macs: [ROUTER], ips: [], routes: true });
  });

  it('puts devices that a gateway names behind it, and one that was seen itself to its own', () => {
    scene.sends('00:50:56:a1:30:1f', '10.0.3.31').sends(PUMP, '10.0.1.5');
    scene
      .names('00:50:56:a1:30:1f', '10.0.3.31', 'eui64:0003b1fffe770217')
      .names('00:50:56:a1:30:1f', '10.0.3.31', 'eui64:0003b1fffe770218');
    const devices = scene.devices();
    expect(devices).toHaveLength(3);
    expect(devices[2]).toMatchObject({
      macs: [],
      names: ['eui64:0003b1fffe770218'],
      behind: 'mac:00:50:56:a1:30:1f',
    });
  });
});

const PI = 'dc:a6:32:ab:cd:01';
const DOCK = '00:90:e8:20:20:51';
const SERIAL = 'poct1a/DEV.serial_id';
const idsOf = (drafts: readonly DeviceDraft[]) => drafts.map(({ id }) => id);
const reasonsOf = (drafts: readonly DeviceDraft[]) =>
  drafts.flatMap(({ decisions }) => decisions.map(({ kind, by }) => `${kind} by ${by}`));

describe('a claimed identity', () => {
  const minute = 60_000_000;
  const HL7_SERIAL = 'hl7/equipment-serial';
  const HL7_VENDOR = 'hl7/equipment-vendor';

  it('makes one device of two interfaces in different networks', () => {
    const scene = new IdentityScene()
      .states(PUMP, '10.0.1.5', HL7_SERIAL, '217003345', { vlan: 30 })
      .states('00:03:b1:77:02:99', '10.0.2.5', HL7_SERIAL, '217003345', { vlan: 40 });
    expect(scene.devices()).toMatchObject([{ macs: [PUMP, '00:03:b1:77:02:99'] }]);
    expect(scene.drafts()[0]?.decisions).toMatchObject([
      { kind: 'joined', by: 'inference', reason: expect.stringContaining('serial number 217003345') },
    ]);
  });

  it('is not believed of a MAC that anybody can set and that is active at the same time, in whatever network', () => {
    const scene = new IdentityScene()
      .states(PUMP, '10.0.1.5', HL7_SERIAL, '217003345', { vlan: 30 })
      .states('02:00:5e:00:00:07', '10.0.2.5', HL7_SERIAL, '217003345', { vlan: 40 });
    expect(reasonsOf(scene.drafts())).toEqual(['kept-apart by inference', 'kept-apart by inference']);
  });

  it('follows a device whose network module was changed', () => {
    const module = '00:80:92:00:00:07';
    const scene = new IdentityScene()
      .states(PUMP, '10.0.1.5', HL7_SERIAL, '217003345', { at: minute })
      .states(module, '10.0.1.9', HL7_SERIAL, '217003345', { at: 9 * minute });
    const [device, ...others] = scene.drafts();
    expect([device?.id, others, device?.decisions[0]?.kind]).toEqual([`mac:${PUMP}`, [], 'interface-moved']);
  });

  it('is not believed when the MACs are of different makers at the same time (copied identity)', () => {
    const scene = new IdentityScene()
      .states(PUMP, '10.0.1.5', HL7_VENDOR, 'ICU Medical')
      .states(PUMP, '10.0.1.5', HL7_SERIAL, '217003345')
      .states(PI, '10.0.1.66', HL7_VENDOR, 'ICU Medical')
      .states(PI, '10.0.1.66', HL7_SERIAL, '217003345');
    scene.names('00:50:56:a1:30:1f', '10.0.3.31', 'equipment:217003345^Plum 360');
    const drafts = scene.drafts();
    expect(idsOf(drafts).sort()).toEqual(['mac:00:03:b1:77:02:17', 'mac:00:50:56:a1:30:1f', `mac:${PI}`]);
    // What the gateway names is the one whose MAC is of the maker that it states.
    expect(drafts.find(({ id }) => id === `mac:${PUMP}`)?.names).toEqual(['equipment:217003345^Plum 360']);
    expect(reasonsOf(drafts).sort()).toEqual([
      'joined by inference',
      'kept-apart by inference',
      'kept-apart by inference',
    ]);
  });

  it.each([
    ['of another maker', 'Philips', '217003345'],
    ['that is no serial number', 'ICU Medical', '0000000000'],
    ['that is a default', 'ICU Medical', 'To be filled by O.E.M. 1'],
  ])('%s says nothing', (_name, vendor, serial) => {
    const scene = new IdentityScene()
      .states(PUMP, '10.0.1.5', HL7_VENDOR, 'Hospira', { vlan: 1 })
      .states(PUMP, '10.0.1.5', HL7_SERIAL, serial, { vlan: 1 })
      .states('00:80:92:00:00:07', '10.0.2.5', HL7_VENDOR, vendor, { vlan: 2 })
      .states('00:80:92:00:00:07', '10.0.2.5', HL7_SERIAL, serial, { vlan: 2 });
    expect([scene.drafts().length, reasonsOf(scene.drafts())]).toEqual([2, []]);
  });

  it(`that more than ${CLAIMANT_LIMIT} devices state is a default and names none`, () => {
    const scene = new IdentityScene();
    for (let each = 0; each <= CLAIMANT_LIMIT; each++)
      scene.states(`00:80:92:00:00:0${each}`, `10.0.${each}.5`, HL7_SERIAL, 'AB12345', { vlan: each + 1 });
    expect(scene.drafts()).toHaveLength(CLAIMANT_LIMIT + 1);
  });

  it('ties what several gateways name to one device, behind the one that named it last', () => {
    const scene = new IdentityScene()
      .names('00:50:56:a1:30:1f', '10.0.3.31', 'serial:55217', 'hl7/PRT-20', '55217A1')
      .names('00:50:56:a1:30:20', '10.0.3.32', 'udi:0123/55217', 'hl7/PRT-20', '55217A1');
    expect(scene.devices().filter(({ macs }) => macs.length === 0)).toEqual([
      expect.objectContaining({ names: ['serial:55217', 'udi:0123/55217'] }),
    ]);
  });
});

describe('several devices behind one address', () => {
  it('stand behind the dock, each with what its own messages said', () => {
    const scene = new IdentityScene();
    for (const [at, serial, model] of [
      [1, 'UU13004521', 'Inform II'],
      [2, 'UU13009999', 'Inform II'],
      [3, 'UU13001234', 'Inform III'],
    ] as const)
      scene
        .states(DOCK, '10.0.4.7', 'poct1a/DEV.manufacturer_name', 'Roche', { at })
        .states(DOCK, '10.0.4.7', 'poct1a/DEV.model_id', model, { at })
        .states(DOCK, '10.0.4.7', SERIAL, serial, { at });
    const [dock, ...meters] = scene.drafts();
    expect(dock).toMatchObject({ id: `mac:${DOCK}`, decisions: [{ kind: 'split' }] });
    expect(meters.map(({ id, via }) => [id, via])).toEqual([
      ['named:serial:uu13004521', `mac:${DOCK}`],
      ['named:serial:uu13009999', `mac:${DOCK}`],
      ['named:serial:uu13001234', `mac:${DOCK}`],
    ]);
    const saidOf = (draft: DeviceDraft | undefined) =>
      [...(draft?.own.values() ?? [])].flatMap((keys) => [...keys]);
    expect(saidOf(dock).filter((key) => key.includes('serial'))).toEqual([]);
    expect(saidOf(meters[2])).toEqual(
      expect.arrayContaining([`${SERIAL}=UU13001234`, 'poct1a/DEV.model_id=Inform III']),
    );
    // The second meter's model was not said anew, and two were seen: it stays unknown. The maker is that of all.
    expect(saidOf(meters[1])).toEqual([`${SERIAL}=UU13009999`, 'poct1a/DEV.manufacturer_name=Roche']);
  });

  it('are one after the other: the module went from one pump to the next, which has it now', () => {
    const scene = new IdentityScene()
      .states(PUMP, '10.0.1.5', 'intellivue/serial-number', 'DE44027113', { at: 1 })
      .states(PUMP, '10.0.1.5', 'intellivue/serial-number', 'DE67108834', { at: 9 });
    const [now, before] = scene.drafts();
    expect(now).toMatchObject({ id: `mac:${PUMP}`, decisions: [{ kind: 'interface-moved' }] });
    expect(before).toMatchObject({ id: 'named:serial:de44027113', via: undefined });
  });

  it('are not modules of one device (SNMP, LLDP)', () => {
    const scene = new IdentityScene()
      .states(DOCK, '10.0.4.7', 'snmp/entPhysicalSerialNum', 'FOC2231X0BB')
      .states(DOCK, '10.0.4.7', 'snmp/entPhysicalSerialNum', 'FOC2231X0BC');
    expect(scene.drafts()).toHaveLength(1);
  });

  it('with names that only hold behind one gateway are as many as there are gateways', () => {
    const scene = new IdentityScene()
      .names('00:50:56:a1:30:1f', '10.0.3.31', 'modbus:5', 'modbus/model', 'M1')
      .names('00:50:56:a1:30:20', '10.0.3.32', 'modbus:5', 'modbus/model', 'M2');
    expect(idsOf(scene.drafts()).slice(2)).toEqual(['named:modbus:5@10.0.3.31', 'named:modbus:5@10.0.3.32']);
  });
});

describe('systems that share an address', () => {
  const WINDOWS = '128:64240:44:1460:8:mss,nop,ws,nop,nop,sok';
  const LINUX = '64:29200:20:1460:7:mss,sok,ts,nop,ws';
  const saidOf = (draft: DeviceDraft | undefined) =>
    [...(draft?.own.values() ?? [])].flatMap((keys) => [...keys]);

  it('stand behind it, each with how it begins connections, which the address then does not', () => {
    const scene = new IdentityScene()
      .states(DOCK, '10.0.4.7', 'tcp/syn', LINUX, { at: 1 })
      .states(DOCK, '10.0.4.7', 'tcp/syn', WINDOWS, { at: 2 })
      .states(DOCK, '10.0.4.7', 'http/server', 'lighttpd', { at: 3 })
      .names(DOCK, '10.0.4.7', 'system:ttl-128', 'tcp/syn', WINDOWS)
      .names(DOCK, '10.0.4.7', 'system:ttl-64', 'tcp/syn', LINUX);
    const [gateway, ...behind] = scene.drafts();
    const about = ['named:system:ttl-128@10.0.4.7', 'named:system:ttl-64@10.0.4.7'];
    const reason = 'several systems share 10.0.4.7: they begin packets with a time to live of 64 and 128';
    const split = { kind: 'split', by: 'inference', reason, about };
    expect(gateway).toMatchObject({ id: `mac:${DOCK}`, decisions: [split] });
    expect(saidOf(gateway)).toEqual(['http/server=lighttpd']);
    expect(behind.map(({ id, via, decisions }) => ({ id, via, decisions }))).toEqual(
      about.map((id) => ({ id, via: `mac:${DOCK}`, decisions: [split] })),
    );
  });

  it('are told apart by their clocks', () => {
    const scene = new IdentityScene()
      .names(DOCK, '10.0.4.7', 'system:clock-1000', 'tcp/syn', LINUX)
      .names(DOCK, '10.0.4.7', 'system:clock-250', 'tcp/syn', LINUX);
    expect(scene.drafts()[0]?.decisions.map(({ reason }) => reason)).toEqual([
      'several systems share 10.0.4.7: their clocks have 250 and 1000 ticks a second',
    ]);
  });

  it('are said and not listed when nothing tells which is which', () => {
    const drafts = new IdentityScene()
      .states(DOCK, '10.0.4.7', 'tcp/systems', '2')
      .states(DOCK, '10.0.4.7', 'tcp/systems', '3')
      .drafts();
    expect(idsOf(drafts)).toEqual([`mac:${DOCK}`]);
    expect(drafts[0]?.decisions).toMatchObject([
      { kind: 'split', reason: expect.stringMatching(/^at least 3 systems share 10\.0\.4\.7: /), about: [] },
    ]);
  });
});

describe('what people decided', () => {
  const base = { reason: 'seen at the bedside', until: undefined };
  const joinBoth = { kind: 'join', devices: [`mac:${PUMP}`, `mac:${MONITOR}`], ...base } as const;
  const apart = { kind: 'keep-apart', devices: [`mac:${PUMP}`, 'ip:10.0.1.5'], ...base } as const;
  const twoDevices = () => new IdentityScene().sends(PUMP, '10.0.1.5').sends(MONITOR, '10.0.1.6');

  it('joins', () => {
    const [device, ...others] = twoDevices().drafts([joinBoth]);
    expect([device?.id, device?.stations, others]).toEqual([`mac:${PUMP}`, [0, 1], []]);
    expect(device?.decisions).toContainEqual({
      kind: 'joined',
      by: 'person',
      reason: 'seen at the bedside',
      about: joinBoth.devices,
    });
  });

  it('keeps apart what inference would join, and says so on both', () => {
    const drafts = twoDevices().drafts([apart]);
    expect(idsOf(drafts)).toEqual([`mac:${PUMP}`, `mac:${MONITOR}`, 'ip:10.0.1.5']);
    const reasons = drafts[2]?.decisions.map(({ reason }) => reason) ?? [];
    expect(reasons).toEqual([
      'a person keeps them apart, although mac:00:03:b1:77:02:17 uses the address ip:10.0.1.5 as its own',
      'seen at the bedside',
    ]);
  });

  it('outranks the identity that two claim', () => {
    const scene = new IdentityScene()
      .states(PUMP, '10.0.1.5', 'hl7/equipment-serial', '217003345', { vlan: 30 })
      .states('00:03:b1:77:02:99', '10.0.2.5', 'hl7/equipment-serial', '217003345', { vlan: 40 });
    const decision = {
      ...joinBoth,
      kind: 'keep-apart',
      devices: [`mac:${PUMP}`, 'mac:00:03:b1:77:02:99'],
    } as const;
    expect(scene.drafts([decision]).map(({ decisions }) => decisions.map(({ by }) => by))).toEqual([
      ['person', 'person'],
      ['person', 'person'],
    ]);
  });

  it('is withdrawn by a later decision about the same pair', () => {
    const undo = { ...joinBoth, kind: 'keep-apart' } as const;
    expect(twoDevices().devices([joinBoth, undo])).toEqual(twoDevices().devices());
    expect(twoDevices().devices([undo, joinBoth])).toHaveLength(1);
  });

  it.each([
    ['has expired', { ...joinBoth, until: 50 }, 'it has expired'],
    [
      'names what was not seen',
      { ...joinBoth, devices: [`mac:${PI}`, `mac:${PUMP}`] },
      `mac:${PI} was not seen`,
    ],
    [
      'sets a value of what was not seen',
      { kind: 'set', device: 'named:x', attribute: 'model', value: 'M', ...base },
      'named:x was not seen',
    ],
  ] as const)('is not followed, and said so, when it %s', (_name, decision, reason) => {
    expect(twoDevices().resolve([decision], 100).unused).toEqual([{ decision, reason }]);
  });

  it('is not followed when a chain of joins would unite what is kept apart', () => {
    const scene = twoDevices().sends(PI, '10.0.1.7');
    const apartFromPi = { ...joinBoth, kind: 'keep-apart', devices: [`mac:${PUMP}`, `mac:${PI}`] } as const;
    const joinPi = { ...joinBoth, devices: [`mac:${MONITOR}`, `mac:${PI}`] } as const;
    const { unused } = scene.resolve([joinBoth, joinPi, apartFromPi]);
    expect(unused).toEqual([
      { decision: joinPi, reason: 'another decision in the file keeps the two apart' },
    ]);
  });
});

/** What a network may show, as sentences that can be told in any order. */
const SENTENCES: readonly ((scene: IdentityScene) => unknown)[] = [
  (scene) => scene.sends(PUMP, '10.0.1.5', 64, { at: 10, vlan: 30 }),
  (scene) => scene.states(PUMP, '10.0.1.5', 'hl7/equipment-serial', '217003345', { at: 20, vlan: 30 }),
  (scene) => scene.states(MONITOR, '10.0.2.6', 'hl7/equipment-serial', '217003345', { at: 30, vlan: 40 }),
  (scene) => scene.states(PI, '10.0.1.7', 'hl7/equipment-serial', '217003345', { at: 25, vlan: 30 }),
  (scene) => scene.claims(ROUTER, '10.0.1.1').delivers(ROUTER, '10.0.2.6', '10.0.3.7', '198.51.100.7'),
  (scene) => scene.claims(ROUTER_LEG, '10.0.2.1').delivers(ROUTER_LEG, '10.0.1.5'),
  (scene) => scene.names(DOCK, '10.0.4.7', 'serial:55217A1', 'hl7/PRT-20', '55217A1'),
  (scene) => scene.names(ROUTER, '10.0.1.1', 'equipment:217003345^Plum 360'),
  (scene) => scene.states(DOCK, '10.0.4.7', SERIAL, 'UU13004521', { at: 5 }),
  (scene) => scene.states(DOCK, '10.0.4.7', SERIAL, 'UU13009999', { at: 6 }),
  (scene) => scene.sends(DOCK, '10.0.4.8', 128, { at: 50 }),
];

describe('laws', () => {
  const comparable = (scene: IdentityScene) =>
    scene
      .drafts()
      .map(({ id, via, routes, hasSent, names, decisions }) => ({
        id,
        via,
        routes,
        hasSent,
        names,
        decisions,
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1));
  const told = (order: readonly number[]) => {
    const scene = new IdentityScene();
    for (const index of order) SENTENCES[index]?.(scene);
    return scene;
  };

  it('the order of what is seen changes nothing', () => {
    const inOrder = SENTENCES.map((_, index) => index);
    const expected = comparable(told(inOrder));
    expect(expected.length).toBeGreaterThan(5);
    fc.assert(
      fc.property(fc.shuffledSubarray(inOrder, { minLength: inOrder.length }), (order) => {
        expect(comparable(told(order))).toEqual(expected);
      }),
    );
  });

  it('a join that is withdrawn leaves no trace', () => {
    const ids = idsOf(told(SENTENCES.map((_, index) => index)).drafts());
    const pair = fc.shuffledSubarray(ids, { minLength: 2, maxLength: 2 });
    fc.assert(
      fc.property(pair, ([first = '', second = '']) => {
        const scene = told(SENTENCES.map((_, index) => index));
        const decision = { devices: [first, second], reason: 'test', until: undefined } as const;
        const joined = scene.devices([{ kind: 'join', ...decision }]);
        const restored = scene.devices([
          { kind: 'join', ...decision },
          { kind: 'keep-apart', ...decision },
        ]);
        expect(restored).toEqual(scene.devices());
        expect(joined.length).toBeLessThan(restored.length);
      }),
    );
  });
});
