export { CreatedWith } from './created-with';
export { LogExport } from './log-export';
export { NamespaceEncryption, type KeyGenerationsOptions } from './namespace-encryption';
export { NamespaceKeyChange, type NamespaceKeyChangeProps } from './namespace-key-change';
export { RotatableNamespace } from './rotatable-namespace';
export type { RotatableNamespaceProps } from './rotatable-namespace-props';
export type { IRotatableNamespace, RotatableNamespaceAttributes } from './rotatable-namespace-ref';
export type { FinalSnapshot, SnapshotCopy } from './snapshot';
