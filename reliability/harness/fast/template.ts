import { FOREIGN_KEY_ARN, OWN_KEY_ARN } from './account';
import { AWS_OWNED_KMS_KEY } from '../../../src/contract';
import {
  AWS_OWNED, FOREIGN_KEY, GENERATIONS, LIVE_KEY, OWN_KEY, type AppChoice, type AppKind, type Removal,
} from '../../scenario/scenario';
import { aliasArnOf, windowsOf } from '../app-rules';

/** What a template says. */
export interface FastTemplate {
  readonly app: AppChoice;
  readonly kind: AppKind;
  readonly name: string;
  /** begins the logical ids of everything in the construct */
  readonly path: string;
  /** key generations in the template */
  readonly generations: readonly number[];
  /** generation that the namespace shall be on; undefined = `keyArn` says it */
  readonly generation?: number;
  /** ARN of the user's own key, or AWS_OWNED_KMS_KEY */
  readonly keyArn?: string;
  /** KmsKeyId of the namespace in the template, or AWS_OWNED_KMS_KEY for none; undefined where it is not known */
  readonly createdWith?: string;
  readonly isStated: boolean;
  readonly aliasFollowsKey: boolean;
  readonly windows: number;
  /** what is typical for the size of the data, if the app gives a size */
  readonly typicalSeconds?: number;
  readonly settings: number;
  readonly removal: Removal;
  readonly namespaceId?: string;
  readonly changeKeyOnCreate: boolean;
  /** whether a resource that comes after the namespace fails */
  readonly fails: boolean;
}

interface TemplateOptions {
  readonly name: string;
  /** the key that the live namespace is on */
  readonly liveKey?: string;
  readonly namespaceId?: string;
  readonly fails: boolean;
}

/** The template that an app synthesises to. */
export function templateOf(app: AppChoice, { name, liveKey, namespaceId, fails }: TemplateOptions): FastTemplate {
  const { kind } = app;
  const isOnAwsOwnedKey = app.key === LIVE_KEY && liveKey === AWS_OWNED_KMS_KEY;
  // A key change alone has a customer managed key.
  const key = isOnAwsOwnedKey ? (kind === 'key-change' ? OWN_KEY : AWS_OWNED) : app.key;
  const isGeneration = kind !== 'key-change' && key >= 1 && key <= GENERATIONS;
  const keyArn = isGeneration ? undefined : givenKey(key, liveKey);
  const isManaged = kind === 'rotatable';
  const choice = key === AWS_OWNED ? 'aws-owned' : app.createdWith;
  const isForeign = keyArn === FOREIGN_KEY_ARN;
  const newest = app.allGenerations ? Math.max(GENERATIONS, key) : key;
  const oldest = app.dropsOldest ? key : 1;
  return {
    app,
    kind,
    name,
    path: kind === 'key-change' ? 'Alone' : ['Namespace', 'Renamed', 'DataNamespace'][app.path]!,
    generations: isGeneration && kind === 'rotatable' ? numbersFrom(oldest, newest) : [],
    generation: isGeneration ? key : undefined,
    keyArn,
    createdWith: createdWithOf(choice, kind, name),
    isStated: choice !== 'default',
    aliasFollowsKey: isManaged && key !== AWS_OWNED && (choice === 'default' || (choice === 'alias' && !isForeign)),
    windows: kind === 'bare' ? 0 : windowsOf(app.hours),
    typicalSeconds: app.bySize ? app.hours * 1800 : undefined,
    settings: app.settings,
    removal: app.removal,
    namespaceId: kind === 'key-change' && app.namespaceId ? namespaceId : undefined,
    changeKeyOnCreate: kind === 'key-change' && app.changeKeyOnCreate,
    fails,
  };
}

function givenKey(key: number, liveKey: string | undefined): string {
  switch (key) {
    case AWS_OWNED: return AWS_OWNED_KMS_KEY;
    case FOREIGN_KEY: return FOREIGN_KEY_ARN;
    case LIVE_KEY: return liveKey ?? OWN_KEY_ARN;
    default: return OWN_KEY_ARN;
  }
}

function createdWithOf(choice: AppChoice['createdWith'], kind: AppKind, name: string): string | undefined {
  switch (choice) {
    case 'own-key': return OWN_KEY_ARN;
    case 'foreign-key': return FOREIGN_KEY_ARN;
    case 'aws-owned': return AWS_OWNED_KMS_KEY;
    case 'alias': return aliasArnOf(name);
    case 'default': return kind === 'key-change' ? undefined : aliasArnOf(name);
  }
}

const numbersFrom = (first: number, last: number): number[] =>
  Array.from({ length: last - first + 1 }, (_, index) => first + index);

