/** Which licences a dependency of the service may have: permissive ones that ask for no more than to be named. Pure. */

const ALLOWED = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Python-2.0',
  'Unlicense',
  'Zlib',
])

/**
 * @param expression In SPDX's form, such as `(MIT OR GPL-2.0-only)`. Of alternatives one must be allowed, of licences that
 *   hold together all; what cannot be read is not allowed.
 */
export function isAllowed(expression: string): boolean {
  const parts = expression.replace(/^\((?<inner>[^()]*)\)$/, '$<inner>')
  if (/[()]/.test(parts)) return false
  // AND binds closer than OR.
  return parts.split(' OR ').some((either) => either.split(' AND ').every((licence) => ALLOWED.has(licence)))
}
