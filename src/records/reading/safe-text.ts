/** Which texts of records may be kept: what may name a person is not. */

/** Words beside which a text mostly names a patient; `^` separates the parts of names in DICOM and HL7. */
const MAY_NAME_A_PERSON =
  /\^|@|(?:^|[^a-z])(?:patients?|pat|pid|mrn|dob|born|birth|study|accession|ssn|surname|lastname|firstname)(?:[^a-z]|$)/i;
const HOST_NAME = /^[a-z0-9_](?:[a-z0-9_-]{0,62})(?:\.[a-z0-9_-]{1,63}){0,8}\.?$/i;

export function mayNamePerson(text: string): boolean {
  return MAY_NAME_A_PERSON.test(text);
}

/** The text unless it may name a person. */
export const impersonalText = (text: string): string | undefined => (mayNamePerson(text) ? undefined : text);

/** The text when it has the form of a host name; otherwise undefined. */
export function hostName(text: string | undefined): string | undefined {
  return text !== undefined && HOST_NAME.test(text) ? text.replace(/\.$/, '') : undefined;
}

/** The parts of a distinguished name (RFC 4514) that name no person: common name, organisation, unit. */
export function namesInSubject(subject: string): readonly (readonly [field: string, value: string])[] {
  const found: [string, string][] = [];
  // Parts are separated by commas that no backslash escapes; OpenSSL's one-line form begins with a slash.
  const parts = subject.startsWith('/') ? subject.slice(1).split('/') : subject.split(/(?<!\\)[,+]/);
  for (const part of parts.slice(0, 32)) {
    const [, name = '', value = ''] = /^\s*(CN|O|OU)\s*=\s*(.*?)\s*$/i.exec(part) ?? [];
    const field = SUBJECT_FIELDS[name.toUpperCase()];
    if (field !== undefined && value !== '' && !mayNamePerson(value))
      found.push([field, value.replaceAll(/\\(.)/g, '$1')]);
  }
  return found;
}

const SUBJECT_FIELDS: Readonly<Record<string, string>> = {
  CN: 'certificate-common-name',
  O: 'certificate-organisation',
  OU: 'certificate-organisational-unit',
};
