/** Role to which row-level security applies; made by the first migration where the login role may make roles. */
export const RESTRICTED_ROLE = 'wardlight_restricted';
