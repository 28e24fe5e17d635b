import { Stack, Token, type CfnResource, type IAspect } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { AWS_OWNED_KMS_KEY } from './contract';
import { addCheck, stageOf, type AppIndex } from './private/checks/app-index';
import { checkAwsOwnedKey, NOBODY_REFUSES } from './private/checks/aws-owned-key';
import { isInTree } from './private/checks/final-resource';
import { keyChangeOf, ownerOf } from './private/checks/registry';
import { checkOneResource, isSamePlace } from './private/checks/shared-namespace';
import { checkRestores } from './private/checks/workgroup-restore';
import { diagnostics, shown, type Diagnostic } from './private/diagnostics/diagnostics';
import { report, type Finding } from './private/diagnostics/report';
import { ownersOf } from './private/key-ownership';

/** How `NamespaceKeyGuard` reports what it finds. */
export enum NamespaceKeyGuardMode {
  /** Stops the synthesis, with every finding. */
  FAIL = 'fail',
  /** Warns, at each construct. Warnings can be acknowledged by their ids. */
  WARN = 'warn',
}

/** Options of `NamespaceKeyGuard`. */
export interface NamespaceKeyGuardProps {
  /**
   * How a namespace that must not be as it is, is reported.
   *
   * @default NamespaceKeyGuardMode.FAIL
   */
  readonly mode?: NamespaceKeyGuardMode;

  /**
   * Construct paths that the guard skips, each with everything below it: `'Sandbox/Namespace'`.
   *
   * @default - none
   */
  readonly allow?: string[];

  /**
   * Whether each namespace must be under a customer managed key, even if it never had one.
   * AWS Security Hub asks for it (RedshiftServerless.4).
   *
   * @default false
   */
  readonly requireCustomerManagedKey?: boolean;

  /**
   * Whether the key of a live namespace is looked up where the template does not tell. The CDK CLI asks AWS Cloud
   * Control, and keeps the answer in cdk.context.json. Without it, each such namespace gets a warning.
   *
   * @default true
   */
  readonly lookup?: boolean;
}

/**
 * Guards every Amazon Redshift Serverless namespace of an app, whatever created it, against a move from a customer
 * managed key to an AWS-owned one. The service refuses that move, and CloudFormation hides it.
 *
 * It checks the final templates, when all other Aspects have run, and reports all findings at once.
 * Aspects end at a Stage: add the guard to each Stage too. A Stage with namespaces that lacks it is an error.
 *
 * ```ts
 * Aspects.of(app).add(new NamespaceKeyGuard());
 * ```
 *
 * @see https://docs.aws.amazon.com/redshift/latest/mgmt/serverless-workgroups-and-namespaces-rotate-kms-key.html
 */
export class NamespaceKeyGuard implements IAspect {
  private readonly props: NamespaceKeyGuardProps;
  private readonly scopes = new Set<IConstruct>();

  constructor(props: NamespaceKeyGuardProps = {}) {
    this.props = props;
  }

  /**
   * Called by the CDK for each construct. The check itself comes later: other Aspects may still change the construct.
   */
  public visit(node: IConstruct): void {
    if (this.covers(node)) { return; }
    this.scopes.add(node);
    addCheck(node, (index) => this.validate(index, node));
  }

  /** Whether a scope that the guard was added to reaches a construct: as far as its own Stage. */
  private covers(node: IConstruct): boolean {
    return node.node.scopes.some((scope) => this.scopes.has(scope) && stageOf(scope) === stageOf(node));
  }

  private validate(index: AppIndex, scope: IConstruct): string[] {
    const namespaces = index.namespacesBelow(scope).filter(({ node }) => !this.isAllowed(node.path));
    const inside = namespaces.filter((namespace) => stageOf(namespace) === stageOf(scope));
    const findings = inside.flatMap((namespace) => this.checkNamespace(index, namespace));
    return report([
      ...this.props.mode === NamespaceKeyGuardMode.WARN ? findings.map(asWarning) : findings,
      ...this.checkStages(scope, namespaces),
      ...checkRestores(index, index.workgroupsBelow(scope)
        .filter((workgroup) => stageOf(workgroup) === stageOf(scope) && !this.isAllowed(workgroup.node.path))),
      ...this.checkAllowedPaths(index, scope),
    ]);
  }

  private checkNamespace(index: AppIndex, namespace: CfnResource): Finding[] {
    const owner = ownerOf(namespace);
    // A RotatableNamespace checks itself, as long as it is in the tree.
    const checksItself = owner !== undefined && isInTree(owner);
    const shared = checksItself ? [] : checkOneResource(index, namespace);
    return [...shared, ...this.checkKey(index, namespace, checksItself)].map(withPath);
  }

  private checkKey(index: AppIndex, construct: CfnResource, checksItself: boolean): Finding[] {
    const { KmsKeyId: kmsKeyId, NamespaceName: name } = index.final(construct).Properties;
    const found = (diagnostic: Diagnostic): Finding[] => [{ construct, diagnostic }];
    const desired = desiredKeyFor(index, construct);
    const given = kmsKeyId === undefined ? 'no KmsKeyId' : `KmsKeyId ${shown(kmsKeyId)}`;
    const owners = ownersWith(desired, construct, kmsKeyId);
    if (owners.has('aws-managed')) {
      return found(diagnostics.notCustomerManagedKey('KmsKeyId of a namespace', shown(kmsKeyId)));
    }
    if (!owners.has('aws-owned')) {
      return owners.has('unknown') ? found(diagnostics.keyNotKnownAtSynth(shown(kmsKeyId))) : [];
    }
    if (this.props.requireCustomerManagedKey) { return found(diagnostics.customerManagedKeyRequired(given)); }
    if (checksItself) { return []; }
    return checkAwsOwnedKey({
      construct,
      namespaceName: typeof name === 'string' ? name : Token.asString(name),
      requested: given,
      lookup: this.props.lookup ?? true,
      atDeploy: NOBODY_REFUSES,
    });
  }

  private checkStages(scope: IConstruct, namespaces: readonly CfnResource[]): Finding[] {
    const missed = namespaces.filter((namespace) => stageOf(namespace) !== stageOf(scope) && !this.covers(namespace));
    const stages = [...new Set(missed.map(stageOf))].filter((stage) => stage !== undefined);
    return stages.map((stage) => {
      const inStage = missed.filter((namespace) => stageOf(namespace) === stage);
      const paths = inStage.map(({ node }) => `'${node.path}'`).join(', ');
      return { construct: scope, diagnostic: diagnostics.stageNotGuarded(stage.node.path, paths) };
    });
  }

  /** Reported at a stack: the CDK CLI does not print annotations of an app. */
  private checkAllowedPaths(index: AppIndex, scope: IConstruct): Finding[] {
    const construct = scope.node.findAll().find((node) => Stack.isStack(node)) ?? Stack.of(scope);
    return (this.props.allow ?? [])
      .filter((path) => !index.hasPath(path))
      .map((path) => ({ construct, diagnostic: diagnostics.allowedPathUnknown(path) }));
  }

  private isAllowed(path: string): boolean {
    return (this.props.allow ?? []).some((allowed) => path === allowed || path.startsWith(`${allowed}/`));
  }
}

/** The owners of the key in the template, and of the one that a key change of the app requests. */
function ownersWith(desired: string | undefined, namespace: CfnResource, kmsKeyId: unknown): Set<string> {
  if (desired === undefined) { return new Set(ownersOf(Stack.of(namespace), kmsKeyId)); }
  const requested = desired === AWS_OWNED_KMS_KEY ? 'aws-owned' : 'customer-managed';
  // Where there is no KmsKeyId, the namespace was created without one, and the key change decides.
  return new Set([...kmsKeyId === undefined ? [] : ownersOf(Stack.of(namespace), kmsKeyId), requested]);
}

/** The key that a key change of the app requests for this namespace. */
function desiredKeyFor(index: AppIndex, namespace: CfnResource): string | undefined {
  const stack = Stack.of(namespace);
  const all = index.keyChanges(index.final(namespace).Properties.NamespaceName);
  const found = all.find(({ construct }) => isSamePlace(Stack.of(construct), stack) === true);
  return found && keyChangeOf(found.construct)?.desiredKmsKeyId;
}

/** An error of a whole app is reported at the app, so its text names the construct. */
function withPath({ construct, diagnostic }: Finding): Finding {
  if (diagnostic.level !== 'error') { return { construct, diagnostic }; }
  return { construct, diagnostic: { ...diagnostic, text: `'${construct.node.path}': ${diagnostic.text}` } };
}

const asWarning = ({ construct, diagnostic }: Finding): Finding =>
  ({ construct, diagnostic: { ...diagnostic, level: diagnostic.level === 'error' ? 'warning' : diagnostic.level } });
