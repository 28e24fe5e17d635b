import { AWS_OWNED, LIVE_KEY, type AppChoice } from '../scenario/scenario';

/** What an engineer does about a failure: deployments in this order, after something by hand where `first` says so. */
export interface Remedy {
  readonly first?: 'create-by-hand' | 'import' | 'tag';
  readonly deploy: readonly AppChoice[];
}

/** What is known of the stack when a deployment has failed. */
export interface Failure {
  readonly cause: string;
  /** what was to be deployed */
  readonly wanted: AppChoice;
  /** what the stack has been deployed with for the last time with success */
  readonly stable?: AppChoice;
}

interface Rule { readonly reason: RegExp; readonly remedy: (failure: Failure) => Remedy }

const LONGEST_HOURS = 48;

const anotherName = ({ wanted }: Failure): Remedy => {
  const usual = wanted.key === AWS_OWNED ? 'aws-owned' : 'default';
  const createdWith = wanted.kind === 'bare' ? wanted.createdWith : usual;
  return { deploy: [{ ...wanted, name: wanted.name + 2, createdWith }] };
};

/** First what the stack has, with this difference; then the rest. */
const firstAlone = ({ wanted, stable }: Failure, alone: (app: AppChoice) => AppChoice): Remedy =>
  ({ deploy: stable ? [alone(stable), alone(wanted)] : [alone(wanted)] });

/** What a template has said as createdWith, spelt out. Under an AWS-owned key it has no KmsKeyId, whatever it says. */
function saidBy({ kind, key, createdWith }: AppChoice): AppChoice['createdWith'] {
  if (kind === 'rotatable' && key === AWS_OWNED) { return 'aws-owned'; }
  return createdWith === 'default' ? 'alias' : createdWith;
}

/** With the key that it has, and then the other one. */
const adopt = ({ wanted, stable }: Failure): Remedy => {
  const createdWith = stable === undefined ? wanted.createdWith : saidBy(stable);
  return { deploy: [{ ...wanted, key: LIVE_KEY, createdWith }, { ...wanted, createdWith }] };
};

const renamedOrAdopted = (failure: Failure): Remedy => {
  const { wanted, stable, cause } = failure;
  // A key change alone cannot name an AWS-owned key, so the construct that has the namespace stays.
  if (stable && wanted.kind === 'key-change' && cause.includes('on the AWS-owned key')) {
    return { deploy: [{ ...wanted, kind: stable.kind, path: stable.path, createdWith: saidBy(stable) }] };
  }
  return stable && stable.path !== wanted.path
    ? { deploy: [{ ...wanted, path: stable.path }] }
    : adopt(failure);
};

/** The createdWith that the reason tells to give. */
function givenCreatedWith(cause: string): AppChoice['createdWith'] {
  if (cause.includes('CreatedWith.awsOwnedKey()')) { return 'aws-owned'; }
  if (cause.includes('CreatedWith.alias()')) { return 'alias'; }
  return /CreatedWith\.kmsKeyId\('\S*:444455556666:\S*'\)/.test(cause) ? 'foreign-key' : 'own-key';
}

/** What each reason says, as the engineer reads it. */
const RULES: readonly Rule[] = [
  {
    reason: /must stay .* Give createdWith: .*, as it was created/,
    // Under an AWS-owned key a template has no KmsKeyId, so the key has to stay, too.
    remedy: ({ cause, wanted, stable = wanted }) => {
      const createdWith = givenCreatedWith(cause);
      const key = wanted.key === AWS_OWNED && createdWith !== 'aws-owned' ? stable.key : wanted.key;
      return { deploy: [{ ...wanted, createdWith, key }] };
    },
  },
  { reason: /is in this stack already.*If you adopt it, give createdWith/, remedy: renamedOrAdopted },
  { reason: /is in this stack as .*keep the logical ids/, remedy: renamedOrAdopted },
  {
    // A key change alone cannot name an AWS-owned key.
    reason: /exists already, on the AWS-owned key/,
    remedy: (failure) => (failure.wanted.kind === 'key-change'
      ? { deploy: [{ ...failure.wanted, changeKeyOnCreate: true, namespaceId: true, createdWith: 'aws-owned' }] }
      : { ...adoptByImport({ ...failure, wanted: { ...failure.wanted, createdWith: 'aws-owned' } }), first: 'import' }),
  },
  {
    reason: /exists already, on .*deploy with the key that it has/,
    remedy: (failure) => (failure.wanted.kind === 'key-change'
      ? adopt(failure)
      : { ...adoptByImport(failure), first: 'import' }),
  },
  {
    reason: /Deploy namespaceId or createdWith alone, then the key/,
    remedy: (failure) => {
      const { namespaceId, createdWith } = failure.wanted;
      return firstAlone(failure, (app) => ({ ...app, namespaceId, createdWith }));
    },
  },
  {
    reason: /does not exist any more, .*Create it under the same name/,
    remedy: ({ wanted }) => ({ first: 'create-by-hand', deploy: [wanted] }),
  },
  {
    reason: /was deleted while .*Create it under the same name/,
    remedy: ({ wanted }) => ({ first: 'create-by-hand', deploy: [wanted] }),
  },
  {
    // The adoption or the rename has to complete first.
    reason: /until the deployment completes, then change the key/,
    remedy: ({ wanted }) => ({ deploy: [{ ...wanted, key: LIVE_KEY }, wanted] }),
  },
  {
    // What the stack has, so that it completes; then the rest.
    reason: /Deploy with the former one until the deployment completes/,
    remedy: ({ wanted, stable = wanted }) => ({ deploy: [stable, wanted] }),
  },
  {
    reason: /goes down from .*newest/,
    remedy: ({ wanted }) => ({ deploy: [{ ...wanted, allGenerations: true, dropsOldest: false }] }),
  },
  {
    reason: /deploy the longer keyChangeTimeout first/,
    remedy: (failure) => {
      const { hours, bySize } = failure.wanted;
      return firstAlone(failure, (app) => ({ ...app, hours, bySize }));
    },
  },
  {
    reason: /still runs after|could not be changed to/,
    remedy: (failure) => firstAlone(failure, (app) => ({ ...app, hours: LONGEST_HOURS })),
  },
  {
    reason: /give createdWith: CreatedWith\.awsOwnedKey\(\)/,
    remedy: ({ wanted }) => ({ deploy: [{ ...wanted, createdWith: 'aws-owned' }] }),
  },
  {
    reason: /keep a customer managed key/,
    // The key that it is on: a key generation of the deployment that was rolled back has left the template.
    remedy: ({ wanted, stable = wanted }) => {
      const kept: AppChoice = { ...wanted, key: LIVE_KEY };
      const withOldTimeout = { ...kept, hours: stable.hours, bySize: stable.bySize };
      return { deploy: [withOldTimeout, kept, ...(wanted.key === AWS_OWNED ? [] : [wanted])] };
    },
  },
  {
    reason: /leave createdWith out for a new namespace/,
    remedy: ({ wanted }) => ({ deploy: [{ ...wanted, createdWith: 'default' }] }),
  },
  {
    reason: /whose alias cannot point to it.*give createdWith: CreatedWith\.alias\(\)/,
    remedy: ({ wanted }) => ({ deploy: [{ ...wanted, createdWith: 'alias' }] }),
  },
  {
    reason: /the template must name the key itself; give createdWith/,
    remedy: ({ cause, wanted }) => ({ deploy: [{ ...wanted, createdWith: givenCreatedWith(cause) }] }),
  },
  {
    reason: /needs the tag .*or its id in namespaceId/,
    // Only a key change alone takes the id.
    remedy: (failure) => (failure.wanted.kind === 'key-change'
      ? firstAlone(failure, (app) => ({ ...app, namespaceId: true }))
      : { first: 'tag', deploy: [failure.wanted] }),
  },
  { reason: /is being deleted.*another namespaceName/, remedy: anotherName },
  // What CloudFormation and the services say by themselves. The alias of a new namespace cannot point to such a key.
  {
    reason: /target key is in another account|Key '\S+' does not exist/,
    remedy: ({ wanted, stable }) => {
      if (stable?.kind === 'bare') {
        return { deploy: [{ ...wanted, key: stable.key, createdWith: stable.createdWith }] };
      }
      const isNew = stable?.name !== wanted.name;
      return { deploy: [isNew ? { ...wanted, createdWith: 'foreign-key' } : wanted] };
    },
  },
  { reason: /already exists/, remedy: anotherName },
  {
    reason: /The namespace \S+ does not exist|Serverless namespace \S+ not found/,
    remedy: ({ wanted }) => ({ first: 'create-by-hand', deploy: [wanted] }),
  },
];

/** The bare resource is imported with the alias as its KmsKeyId; then the construct says so. */
function adoptByImport({ wanted }: Failure): Remedy {
  const createdWith = wanted.key === AWS_OWNED || wanted.createdWith === 'aws-owned' ? 'aws-owned' : 'alias';
  return { deploy: [{ ...wanted, path: 0, key: LIVE_KEY, createdWith }, { ...wanted, path: 0, createdWith }] };
}

/** Where no rule holds, the reason says: deploy again. */
export function remedyFor(failure: Failure): Remedy {
  const rule = RULES.find(({ reason }) => reason.test(failure.cause));
  return rule ? rule.remedy(failure) : { deploy: [failure.wanted] };
}
