import {
  CfnParameter, CfnResource, Duration, RemovalPolicy, Size, Stack, aws_kms as kms,
  aws_redshiftserverless as redshiftserverless,
} from 'aws-cdk-lib';
import { Construct } from 'constructs';
import type { StackSource } from '../../../simulator/cloudformation';
import {
  CreatedWith, KeyChangeTimeout, LogExport, NamespaceEncryption, NamespaceKeyChange, RotatableNamespace,
} from '../../../src';
import { STACK, type World } from '../../../test/stories/world';
import {
  AWS_OWNED, FOREIGN_KEY, GENERATIONS, LIVE_KEY, OWN_KEY, type AppChoice, type AppKind, type CreatedWithChoice,
  type Disruption, type StackNumber,
} from '../../scenario/scenario';

export const OWN_KEY_ID = '44444444-4444-4444-8444-444444444444';
export const FOREIGN_KEY_ID = '55555555-5555-4555-8555-555555555555';
export const FOREIGN_ACCOUNT = '444455556666';
const SIBLING_SECONDS = 'SiblingSeconds';
export const stackNameOf = (number: StackNumber): string => (number === 0 ? STACK : `${STACK}2`);

/** One deployment of a scenario, as far as its template depends on it. */
export interface DeploymentOfApp {
  readonly app: AppChoice;
  readonly stack: StackNumber;
  readonly namespaceName: string;
  /** the live namespace of that name; its key is 'aws-owned' where AWS owns it */
  readonly live?: { readonly key: string; readonly namespaceId: string };
  readonly disruption?: Disruption;
  /** number of the deployment in its scenario */
  readonly number: number;
}

/** A resource beside the namespace that fails. Its value alternates, so that each deployment creates it anew. */
interface FailingSibling { readonly waitsForNamespace: boolean; readonly afterS: number; readonly value: number }

/** Synthesises the apps, each version once for each process: synthesis takes longer than a scenario. */
export class Apps {
  private readonly sources = new Map<string, StackSource>();

  constructor(private readonly world: World) {}

  /** @throws where the library refuses what the app says */
  public source(deployment: DeploymentOfApp): StackSource {
    const sibling = siblingOf(deployment);
    const { app, stack, namespaceName, live } = deployment;
    const usesLive = app.key === LIVE_KEY || app.kind === 'key-change';
    const { waitsForNamespace, value } = sibling ?? {};
    const key = JSON.stringify([app, stack, namespaceName, usesLive && live, waitsForNamespace, value]);
    const source = this.sources.get(key) ?? this.synth(deployment, sibling);
    // Keys and ids of a live namespace are of one scenario alone.
    if (!usesLive) { this.sources.set(key, source); }
    return sibling ? { ...source, parameters: { [SIBLING_SECONDS]: String(sibling.afterS) } } : source;
  }

  private synth(deployment: DeploymentOfApp, sibling: FailingSibling | undefined): StackSource {
    const { app, stack: number } = deployment;
    const stackName = stackNameOf(number);
    return this.world.synth((root) => {
      const stack = new Stack(root, stackName);
      const construct = CONSTRUCTS[app.kind](stack, deployment);
      if (sibling) { addFailingSibling(stack, sibling, construct); }
    }, stackName);
  }
}

/** What each kind of app consists of. */
const CONSTRUCTS: Readonly<Record<AppKind, (stack: Stack, deployment: DeploymentOfApp) => Construct>> = {
  'rotatable': addRotatable, 'bare': addBare, 'key-change': addKeyChange,
};

function addRotatable(stack: Stack, deployment: DeploymentOfApp): Construct {
  const { app, namespaceName } = deployment;
  const scope = app.path === 2 ? new Construct(stack, 'Data') : stack;
  const namespace = new RotatableNamespace(scope, app.path === 1 ? 'Renamed' : 'Namespace', {
    namespaceName,
    encryption: encryptionOf(stack, deployment),
    createdWith: createdWithOf(stack, deployment),
    keyChangeTimeout: timeoutOf(app),
    removalPolicy: removalPolicyOf(app),
    logExports: [LogExport.USER_LOG, ...(app.settings === 0 ? [] : [LogExport.CONNECTION_LOG])],
  });
  if (app.settings === 0 && app.allGenerations) {
    new redshiftserverless.CfnWorkgroup(stack, 'Workgroup', {
      workgroupName: `on-${namespaceName}`, namespaceName: namespace.namespaceName,
    });
  }
  return namespace;
}

/** With the logical id that the construct of path 0 has. */
function addBare(stack: Stack, { app, namespaceName }: DeploymentOfApp): Construct {
  const literal = app.createdWith === 'aws-owned' ? undefined : keyArn(stack, OWN_KEY_ID);
  const aliasName = `redshift-serverless/${namespaceName}`;
  const alias = stack.formatArn({ service: 'kms', resource: 'alias', resourceName: aliasName });
  const resource = new redshiftserverless.CfnNamespace(new Construct(stack, 'Namespace'), 'Resource', {
    namespaceName,
    dbName: 'warehouse',
    adminUsername: 'awsuser',
    manageAdminPassword: true,
    kmsKeyId: app.createdWith === 'alias' ? alias : literal,
    logExports: ['userlog'],
  });
  resource.applyRemovalPolicy(removalPolicyOf(app));
  return resource;
}

function addKeyChange(stack: Stack, { app, namespaceName, live }: DeploymentOfApp): Construct {
  const isLive = app.key === LIVE_KEY && live !== undefined && live.key !== 'aws-owned';
  const arn = isLive ? live.key : keyArn(stack, OWN_KEY_ID);
  const isStated = app.createdWith === 'alias' || app.createdWith === 'aws-owned';
  return new NamespaceKeyChange(stack, 'Alone', {
    namespaceName,
    key: kms.Key.fromKeyArn(stack, 'Key', arn),
    namespaceId: app.namespaceId ? live?.namespaceId : undefined,
    changeKeyOnCreate: app.changeKeyOnCreate,
    createdWith: isStated ? CREATED_WITH[app.createdWith](stack) : undefined,
    keyChangeTimeout: timeoutOf(app),
  });
}

const keyArn = (stack: Stack, keyId: string, account?: string): string =>
  stack.formatArn({ service: 'kms', resource: 'key', resourceName: keyId, account });

const CREATED_WITH: Readonly<Record<CreatedWithChoice, (stack: Stack) => CreatedWith | undefined>> = {
  'default': () => undefined,
  'alias': () => CreatedWith.alias(),
  'own-key': (stack) => CreatedWith.kmsKeyId(keyArn(stack, OWN_KEY_ID)),
  'foreign-key': (stack) => CreatedWith.kmsKeyId(keyArn(stack, FOREIGN_KEY_ID, FOREIGN_ACCOUNT)),
  'aws-owned': () => CreatedWith.awsOwnedKey(),
};

function createdWithOf(stack: Stack, { app, live }: DeploymentOfApp): CreatedWith | undefined {
  return isAwsOwned(app, live) ? CreatedWith.awsOwnedKey() : CREATED_WITH[app.createdWith](stack);
}

const isAwsOwned = ({ key }: AppChoice, live: DeploymentOfApp['live']): boolean =>
  key === AWS_OWNED || (key === LIVE_KEY && live?.key === 'aws-owned');

function removalPolicyOf({ removal }: AppChoice): RemovalPolicy {
  switch (removal) {
    case 'destroy': return RemovalPolicy.DESTROY;
    case 'retain': return RemovalPolicy.RETAIN;
    case 'retain-except-on-create': return RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE;
  }
}

/** 16 TiB for each hour: half of it is typical. */
export const timeoutOf = ({ hours, bySize }: AppChoice): KeyChangeTimeout =>
  (bySize ? KeyChangeTimeout.forDataSize(Size.tebibytes(16 * hours)) : KeyChangeTimeout.upTo(Duration.hours(hours)));

function siblingOf({ disruption, number }: DeploymentOfApp): FailingSibling | undefined {
  switch (disruption?.kind) {
    case 'sibling-fails': return { waitsForNamespace: false, afterS: disruption.afterS, value: number % 2 };
    case 'dependent-fails': return { waitsForNamespace: true, afterS: 5, value: number % 2 };
    default: return undefined;
  }
}

/** A new resource that fails fails an update as well as a creation. */
function addFailingSibling(stack: Stack, { value, waitsForNamespace }: FailingSibling, namespace: Construct): void {
  const seconds = new CfnParameter(stack, SIBLING_SECONDS).valueAsString;
  const resource = new CfnResource(stack, `Sibling${value}`, {
    type: 'Test::Resource', properties: { Value: String(value), FailOn: 'create', Seconds: seconds },
  });
  if (waitsForNamespace) { resource.node.addDependency(namespace); }
}

function encryptionOf(stack: Stack, { app, live }: DeploymentOfApp): NamespaceEncryption {
  const { key, allGenerations, dropsOldest } = app;
  const given = (arn: string) => NamespaceEncryption.customerManagedKey(kms.Key.fromKeyArn(stack, 'Own', arn));
  if (isAwsOwned(app, live)) { return NamespaceEncryption.awsOwnedKey(); }
  switch (key) {
    case OWN_KEY: return given(keyArn(stack, OWN_KEY_ID));
    case FOREIGN_KEY: return given(keyArn(stack, FOREIGN_KEY_ID, FOREIGN_ACCOUNT));
    case LIVE_KEY: return given(live?.key ?? keyArn(stack, OWN_KEY_ID));
    default: return NamespaceEncryption.keyGenerations({
      active: key, newest: allGenerations ? GENERATIONS : key, oldest: dropsOldest ? key : 1,
    });
  }
}
