import { awsCustomResource } from './aws-custom-resource';
import type { Contender } from './contender';
import { library } from './library';
import { native } from './native';
import { providerAtBest, providerAtDefaults } from './provider';

export type { Contender, Warehouse } from './contender';

/** In the order of the tables. */
export const contenders: readonly Contender[] = [
  library, native, providerAtDefaults, providerAtBest, awsCustomResource,
];
