/**
 * Which column of an asset register holds what, by its heading in English, German, French, Spanish, Italian, Dutch and
 * Portuguese. A heading that two fields could mean is left to people (`columns`).
 */

import { CLAIM_FIELDS } from '../record-reader.ts';

/** Fields that identification weighs, with the facts that declare them, and the addresses. */
export const FACT_FIELDS = [
  ...([
    'maker',
    'model',
    'serial',
    'host-name',
    'software-version',
    'firmware-version',
    'os',
    'udi',
  ] as const),
  'ae-title',
] as const;
export type ColumnField =
  | (typeof FACT_FIELDS)[number]
  | (typeof CLAIM_FIELDS)[number]
  | 'mac'
  | 'ip'
  | 'ignore';

export const COLUMN_FIELDS: readonly ColumnField[] = [
  ...FACT_FIELDS,
  ...CLAIM_FIELDS.filter((field) => field !== 'ip-address'),
  ...(['mac', 'ip', 'ignore'] as const),
];

/** Headings in lower case, without marks above letters, spaces and punctuation. */
const HEADINGS: Readonly<Partial<Record<ColumnField, string>>> = {
  mac: 'mac macaddress macadresse adressemac direccionmac indirizzomac macadres enderecomac physicaladdress ethernetaddress hwaddress hardwareaddress macaddresses wlanmac lanmac',
  ip: 'ip ipaddress ipadresse adresseip direccionip indirizzoip ipadres enderecoip ipv4 ipv4address networkaddress netzwerkadresse',
  'asset-tag':
    'asset assettag assetnumber assetno assetid tag tagnumber equipmentnumber equipmentid equipmentno inventarnummer inventarnr geratenummer anlagennummer anlagennr numeroinventaire noinventaire numerodinventaire ninventaire numeroinventario numerodeinventario noinventario codigoactivo numerodiinventario codiceinventario inventarisnummer numeropatrimonio patrimonio controlnumber bmdnumber ceno',
  maker:
    'manufacturer maker vendor make brand mfr mfg oem hersteller fabrikat marke fabricant marque constructeur fabricante marca produttore costruttore fabbricante fabrikant merk',
  model:
    'model modelname modelnumber modelno product productname modell modellbezeichnung typ typenbezeichnung geratetyp modele reference modelo modello type',
  serial:
    'serial serialnumber serialno sn serialnr seriennummer seriennr snr fabriknummer numerodeserie noserie nserie numeroserie numeroseriale numerodiserie matricola serienummer numserie',
  'host-name': 'hostname host computername dnsname fqdn rechnername geratename nomdhote nombrehost nomehost',
  'software-version':
    'softwareversion software swversion sw softwarerev softwarestand versionlogicielle versionlogiciel versionsoftware versionesoftware softwareversie',
  'firmware-version':
    'firmware firmwareversion fw fwversion firmwarestand versionfirmware versionefirmware firmwareversie',
  os: 'os operatingsystem betriebssystem systemedexploitation sistemaoperativo besturingssysteem sistemaoperacional',
  udi: 'udi uniquedeviceidentifier udidi',
  'ae-title': 'aetitle ae aet dicomaetitle aetdicom',
  'device-type':
    'devicetype equipmenttype devicecategory category assettype description devicedescription equipmentdescription geratart gerateart bezeichnung kategorie typedappareil categorie designation tipodeequipo descripcion categoria tipoapparecchiatura descrizione apparaattype omschrijving tipodeequipamento descricao gmdn umdns',
  site: 'site campus hospital facility location standort klinik haus hopital etablissement sede hospitalsite ubicacion sito ospedale ziekenhuis locatie local unidade',
  building: 'building gebaude batiment edificio gebouw predio',
  unit: 'unit ward department dept costcenter costcentre clinic abteilung station kostenstelle service unite departement departamento servicio unidad reparto dipartimento afdeling departamento setor servico',
  room: 'room roomnumber roomno raum raumnummer zimmer salle chambre piece sala habitacion stanza camera kamer ruimte quarto',
  owner:
    'owner responsible custodian assetowner verantwortlich verantwortlicher eigentumer besitzer responsable proprietaire propietario responsabile proprietario eigenaar beheerder responsavel',
  criticality:
    'criticality riskclass risk priority risklevel kritikalitat risikoklasse prioritat criticite classederisque priorite criticidad clasederiesgo prioridad criticita classedirischio prioriteit criticidade',
  status: 'status state assetstatus zustand etat statut estado stato toestand situacao',
  'installed-on':
    'installed installdate installationdate inservicedate acceptancedate commissioned inbetriebnahme installationsdatum datedinstallation miseenservice fechainstalacion fechadeinstalacion datainstallazione installatiedatum datadeinstalacao',
  'warranty-end':
    'warrantyend warrantyexpiration warrantyexpiry warrantyuntil warranty warrantyexpires garantieende garantiebis garantie findegarantie finegaranzia scadenzagaranzia fingarantia findegarantia garantia einddatumgarantie fimgarantia',
  'support-end':
    'supportend endofsupport eos eol endoflife supportuntil endofservice supportende wartungsende findesupport finsupport finedisupporto finsoporte findesoporte eindeondersteuning fimdesuporte',
};

const BY_HEADING: ReadonlyMap<string, ColumnField> = new Map(
  (Object.entries(HEADINGS) as [ColumnField, string][]).flatMap(([field, names]) =>
    names.split(' ').map((name) => [name, field] as const),
  ),
);

/** A heading as `HEADINGS` spells it. */
export function plainHeading(heading: string): string {
  return heading
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '')
    .replaceAll('ß', 'ss')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]/g, '');
}

/**
 * The field of each column. What `columns` says (by heading, in any case) outranks what the heading means; of two columns
 * with one meaning the first counts.
 */
export function fieldsOfColumns(
  headings: readonly string[],
  columns: Readonly<Record<string, string>> = {},
): readonly (ColumnField | undefined)[] {
  const said = new Map(Object.entries(columns).map(([heading, field]) => [plainHeading(heading), field]));
  const taken = new Set<ColumnField>();
  const own = headings.map((heading) => {
    const field = said.get(plainHeading(heading));
    return isColumnField(field) ? field : undefined;
  });
  for (const field of own) if (field !== undefined) taken.add(field);
  return headings.map((heading, index) => {
    const stated = own[index];
    if (stated !== undefined) return stated === 'ignore' ? undefined : stated;
    const field = BY_HEADING.get(plainHeading(heading));
    if (field === undefined || taken.has(field)) return undefined;
    taken.add(field);
    return field;
  });
}

export function isColumnField(text: string | undefined): text is ColumnField {
  return text !== undefined && (COLUMN_FIELDS as readonly string[]).includes(text);
}
