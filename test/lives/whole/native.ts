import type { NamespaceUpdate } from '../../simulator/cloudformation/providers/redshift-namespace';

/** Updates by the official namespace handler that sent a key: there must be none, ever. */
export const NAMESPACE_UPDATES_WITH_KEY = (updates: readonly NamespaceUpdate[]): readonly NamespaceUpdate[] => updates.filter(({ sent }) => 'kmsKeyId' in sent);
