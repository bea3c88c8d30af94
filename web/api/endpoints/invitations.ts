/** Invitations, by those who make them and by those who hold one. */

import {
  AcceptRequest,
  InvitationMade,
  InvitationOffer,
  InvitationRequest,
  Invitations,
  InvitationsQuery,
  InvitationToken,
  Joined,
} from '../../../src/contract/person.ts';
import { Nothing } from '../../../src/contract/problem.ts';
import { endpoint } from '../endpoint.ts';

const CONCERNS = ['invitation'] as const;

export const listInvitations = endpoint({
  method: 'GET',
  path: '/api/invitations',
  query: InvitationsQuery,
  response: Invitations,
  concerns: CONCERNS,
});
export const makeInvitation = endpoint({
  method: 'POST',
  path: '/api/invitations',
  body: InvitationRequest,
  response: InvitationMade,
  concerns: CONCERNS,
});
export const withdrawInvitation = endpoint({
  method: 'DELETE',
  path: '/api/invitations/:id',
  response: Nothing,
  concerns: CONCERNS,
});

export const lookAtInvitation = endpoint({
  method: 'POST',
  path: '/api/invitations/look',
  body: InvitationToken,
  response: InvitationOffer,
});
export const acceptInvitation = endpoint({
  method: 'POST',
  path: '/api/invitations/accept',
  body: AcceptRequest,
  response: Joined,
});
export const joinByInvitation = endpoint({
  method: 'POST',
  path: '/api/invitations/join',
  body: InvitationToken,
  response: Joined,
});
