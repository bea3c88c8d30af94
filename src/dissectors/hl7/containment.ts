/**
 * The containment tree of one OBR group: medical device systems (MDS) and the modules (VMD) in them, as OBX-4 places them.
 * IHE PCD TF-2 appendix B.8 (OBX-4: MDS.VMD.channel.metric).
 *
 *   1.0.0.0 system 1   1.1.0.0 module 1 of it   1.1.0.8 an attribute of that module   1.0.0.5 an attribute of the system
 */

import type { DeviceCode } from './device-codes.ts';
import { addFact, blankDevice, type Device, takeOver } from './devices.ts';

/** Systems and modules kept of one group; a rack of pumps has a dozen. */
export const NODE_LIMIT = 64;

const PLACE = /^(\d{1,12})\.(\d{1,9})\.0(?:\.|$)/;

interface Module {
  code: DeviceCode | undefined;
  /** A device of its own, or what is known of a nameless module. */
  device: Device;
}

interface System {
  code: DeviceCode | undefined;
  device: Device | undefined;
  readonly modules: Map<string, Module>;
}

export class Containment {
  private readonly systems = new Map<string, System>();
  private nodes = 0;

  clear(): void {
    this.systems.clear();
    this.nodes = 0;
  }

  /** A row that says what stands at `place`; `device` when it is a device with an identity or a system. */
  enter(place: string, code: DeviceCode, device: Device | undefined): void {
    if (code.level === 'system') {
      const system = this.systemOf(place.split('.', 1)[0] ?? '');
      if (!system) return;
      system.code = code;
      system.device = device;
      return;
    }
    const module = this.moduleAt(place);
    if (!module) return;
    module.code ??= code;
    if (device) module.device = device;
  }

  /** The device that an attribute at `place` is about: the system, or a module in it; undefined elsewhere. */
  deviceAt(place: string): Device | undefined {
    const [, system = '', module = ''] = PLACE.exec(place) ?? [];
    if (system === '') return undefined;
    return Number(module) === 0 ? this.systems.get(system)?.device : this.moduleAt(place)?.device;
  }

  /**
   * Ends the group. A module with an identity is a device of its own. One that is the only module of its system, and of the
   * same kind, is the same thing: pumps write their model and version there.
   */
  close(): void {
    for (const { code, device, modules } of this.systems.values()) {
      for (const module of modules.values()) {
        const isItself = module.code !== undefined && module.code.kind > 0 && module.code.kind === code?.kind;
        if (module.device === device || !module.code) continue;
        if (module.device.isListed) addFact(module.device, 'module-type', module.code.text);
        else if (device && modules.size === 1 && isItself) takeOver(device, module.device);
      }
    }
    this.clear();
  }

  private moduleAt(place: string): Module | undefined {
    const [, name = '', number = ''] = PLACE.exec(place) ?? [];
    const system = name === '' ? undefined : this.systemOf(name);
    const known = system?.modules.get(number);
    if (known || !system || this.nodes >= NODE_LIMIT) return known;
    this.nodes++;
    const module: Module = { code: undefined, device: blankDevice() };
    system.modules.set(number, module);
    return module;
  }

  private systemOf(name: string): System | undefined {
    const known = this.systems.get(name);
    if (known || name === '' || this.nodes >= NODE_LIMIT) return known;
    this.nodes++;
    const system: System = { code: undefined, device: undefined, modules: new Map() };
    this.systems.set(name, system);
    return system;
  }
}
