export { CreatedWith } from './created-with';
export { KeyChangeAlarms, type KeyChangeAlarmsOptions, type KeyChangeAlarmsProps } from './key-change-alarms';
export { KeyChangeDashboard, type KeyChangeDashboardProps } from './key-change-dashboard';
export { KeyChangeFailureKind } from './key-change-failure-kind';
export { KeyChangeProvider, type KeyChangeProviderProps } from './key-change-provider';
export { KeyChangeSchedule, type KeyChangeScheduleOptions } from './key-change-schedule';
export type {
  KeyChangeDueOptions, KeyChangeReminderOptions, KeyGenerationsAtOptions,
} from './key-change-schedule-options';
export { KeyChangeTimeout } from './key-change-timeout';
export { KeyChangeWidgets, type KeyChangeWidgetsProps } from './key-change-widgets';
export { KeyPeriod } from './key-period';
export { LogExport } from './log-export';
export { NamespaceEncryption, type AwsOwnedKeyOptions, type KeyGenerationsOptions } from './namespace-encryption';
export { NamespaceKeyChange } from './namespace-key-change';
export type { NamespaceKeyChangeProps } from './namespace-key-change-props';
export { NamespaceKeyGuard, NamespaceKeyGuardMode, type NamespaceKeyGuardProps } from './namespace-key-guard';
export { NamespaceKeyRule, type NamespaceKeyRuleProps } from './namespace-key-rule';
export { RotatableNamespace } from './rotatable-namespace';
export { RotatableNamespaceBase } from './rotatable-namespace-base';
export type { RotatableNamespaceProps } from './rotatable-namespace-props';
export type { IRotatableNamespace, RotatableNamespaceAttributes } from './rotatable-namespace-ref';
export type { SnapshotCopy } from './snapshot-copy';
