import { keyArn, storedKey } from './account';
import type { WindowProperties } from './custom-resource-protocol';
import type { DesiredNamespace } from '../../invariants/must-succeed';
import type { AppChoice } from '../../scenario/scenario';

/** What a template says. */
export interface FastTemplate extends DesiredNamespace {
  /** what is typical for the size of the data, if the app gives a size */
  readonly typicalSeconds?: number;
  readonly settings: number;
  /** KmsKeyId of the namespace in the template, where it is not the construct's own alias */
  readonly createdWith?: string;
  /** whether a resource that comes after the namespace fails */
  readonly fails: boolean;
}

interface TemplateOptions {
  /** how many stacks have been there before; part of the namespace's name */
  readonly epoch: number;
  readonly createdOnAwsOwnedKey: boolean;
  readonly fails: boolean;
}

/** The template that an app synthesises to. */
export const templateOf = (app: AppChoice, { epoch, createdOnAwsOwnedKey, fails }: TemplateOptions): FastTemplate => ({
  name: `warehouse-${epoch}${app.name === 0 ? '' : '-renamed'}`,
  key: keyArn(app.key),
  windows: windowsFor(app.hours),
  typicalSeconds: app.bySize ? app.hours * 1800 : undefined,
  settings: app.settings,
  createdWith: createdOnAwsOwnedKey ? keyArn(0) : undefined,
  fails,
});

/** The key that the template creates the namespace with, as the service keeps it. */
export const creationKeyOf = ({ createdWith, key }: FastTemplate): string | undefined => storedKey(createdWith ?? key);

/** @param handover of the window before, if there is one */
export function windowProperties(
  { name, key, windows, typicalSeconds, createdWith }: FastTemplate, window: number, handover: string | undefined,
): WindowProperties {
  return {
    NamespaceName: name,
    KmsKeyId: key,
    ...(createdWith === undefined ? {} : { CreatedWithKmsKeyId: createdWith }),
    Window: String(window),
    Windows: String(windows),
    ...(typicalSeconds === undefined ? {} : { TypicalSeconds: String(typicalSeconds) }),
    ...(handover === undefined ? {} : { Handover: handover }),
  };
}

/** As many as KeyChangeTimeout.upTo makes; the whole harness uses the real one. */
const windowsFor = (hours: number): number => (hours <= 1 ? 1 : Math.ceil((hours * 60) / 55));
