/** The parts of administration, under the title of each: those that the person may see. */

import { PageLinks } from '../design/page-header.tsx';
import { useMe } from '../session/me.tsx';
import { accessText } from '../text/access.ts';
import { organisationText } from '../text/organisation.ts';
import { pagesText } from '../text/pages.ts';

const VIEW = 'administration:view';
const SECTIONS = [
  { to: '/administration', label: accessText.people.title, permission: VIEW },
  { to: '/administration/invitations', label: accessText.invitations.title, permission: VIEW },
  { to: '/administration/reviews', label: organisationText.reviews.title, permission: VIEW },
  { to: '/administration/places', label: organisationText.places.title, permission: VIEW },
  { to: '/administration/sign-in', label: organisationText.signIn.title, permission: VIEW },
  { to: '/administration/outputs', label: pagesText.outputs, permission: VIEW },
  { to: '/administration/backups', label: pagesText.backups, permission: VIEW },
  { to: '/administration/keys', label: organisationText.keys.title, permission: undefined },
] as const;

export function AdministrationSections() {
  const { permissions } = useMe();
  const links = SECTIONS.filter(
    ({ permission }) => permission === undefined || permissions.includes(permission),
  );
  return <PageLinks label={accessText.sections} links={links} />;
}
