import type { ValidationError } from './validation';

/**
 * A graph shows four metrics of each namespace, and at most 500. Source: "CloudWatch service quotas", CloudWatch User
 * Guide.
 */
const MOST_NAMESPACES = 100;

/** How many namespaces a dashboard can show. */
export function validateDashboardNamespaces(namespaces: readonly unknown[]): ValidationError {
  if (namespaces.length >= 1 && namespaces.length <= MOST_NAMESPACES) { return undefined; }
  return `namespaces must be 1 to ${MOST_NAMESPACES} namespaces, got: ${namespaces.length}; `
    + (namespaces.length === 0 ? 'give the namespaces to show' : 'create several dashboards');
}
